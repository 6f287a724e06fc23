import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const START_WITHIN_MS = 15_000

/** A program that a test starts, waits for, and kills; it may be started again. */
export class Program {
  private process: ChildProcess | null = null
  private log = ''

  constructor(
    private readonly command: string,
    /** Whether it answers. */
    private readonly answers: () => Promise<boolean>,
  ) {}

  async start(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<void> {
    const child = spawn(this.command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] })
    this.process = child
    child.stderr.on('data', (chunk) => (this.log += chunk))
    const deadline = Date.now() + START_WITHIN_MS
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${this.command} did not start:\n${this.log}`)
      await sleep(50)
    }
  }

  /** SIGKILL: without a goodbye. */
  async kill(): Promise<void> {
    const child = this.process
    this.process = null
    if (child === null || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    // libfaketime cannot tidy up then, and refuses a later process that is given the same number.
    for (const name of ['faketime_shm_', 'sem.faketime_sem_']) await rm(`/dev/shm/${name}${child.pid}`, { force: true })
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name)
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
