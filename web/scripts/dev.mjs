// `make dev`: a shop with sample orders, and the page in front of it. A change to the page shows at once (Vite). A change to the
// server rebuilds it, and the old one keeps running until the new one compiles.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const target = process.env['CARGO_TARGET_DIR'] ?? `${root}target`
// Not the port of `make demo`, which may run at the same time.
const server = '127.0.0.1:8081'
// Editors write a file in several steps, and switching branches writes many files.
const PAUSE = 300

/** @type {import('node:child_process').ChildProcess | undefined} */
let shop
let isBuilding = false
let isStale = false

/** @param {string} command @param {string[]} args */
function run(command, args, env = {}) {
  return spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
}

async function build() {
  if (isBuilding) {
    isStale = true
    return
  }
  isBuilding = true
  do {
    isStale = false
    const [code] = await once(run('cargo', ['build', '--locked', '-p', 'livetill']), 'exit')
    if (code === 0 && !isStale) await restart()
  } while (isStale)
  isBuilding = false
}

async function restart() {
  if (shop && shop.exitCode === null) {
    shop.kill()
    await once(shop, 'exit')
  }
  shop = run(`${target}/debug/livetill`, ['demo', '--listen', server, '--orders', '20000'])
}

/** @type {NodeJS.Timeout | undefined} */
let waiting
watch(`${root}crates`, { recursive: true }, (_, file) => {
  if (!file || !/\.(rs|toml|lua)$/.test(file)) return
  clearTimeout(waiting)
  waiting = setTimeout(() => void build(), PAUSE)
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    shop?.kill()
    process.exit(0)
  })
}

await build()
run('npm', ['--prefix', 'web', 'run', 'dev'], { LIVETILL_SERVER: `http://${server}` })
