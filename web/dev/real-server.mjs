// The real binary for scripts: a demo shop or your own store on a free port, with dist/ in front.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { serveWorkingCopy } from './working-copy.mjs'

export const BINARY = process.env.LIVETILL_BIN ?? fileURLToPath(new URL('../../target/release/livetill', import.meta.url))
const START_WITHIN_MS = 120_000

/** Starts `livetill ARGS… --listen` and the page from dist/ in front of it. */
export async function startServer(args) {
  const [port, pagePort] = [await freePort(), await freePort()]
  const child = spawn(BINARY, [...args, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  const api = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_WITHIN_MS
  while (!(await fetch(`${api}/readyz`).then((answer) => answer.ok, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error('the server did not start')
    }
    await sleep(100)
  }
  const front = serveWorkingCopy(pagePort, port)
  return {
    url: `http://127.0.0.1:${pagePort}`,
    api,
    async stop() {
      front.close()
      front.closeAllConnections()
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}
