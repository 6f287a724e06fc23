import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveWorkingCopy } from '../dev/working-copy.mjs'
import { freePort, Program } from './program'

/** If set, the page comes from dist/ and only the figures come from the binary. */
const USE_DIST = process.env['WORKING_COPY'] === '1'
const BINARY = process.env['LIVETILL_BIN'] ?? fileURLToPath(new URL('../../target/release/livetill', import.meta.url))

interface Closable {
  close(): unknown
}

export interface Order {
  id: string
  timestamp: string
  version?: number
  status?: 'placed' | 'cancelled' | 'pending'
  items: { sku: string; name?: string; price: string; quantity: number; discount?: string; kind?: 'fee' | 'gift_card' }[]
  shipping?: string
  tax?: string
  tip?: string
  test?: boolean
  channel?: string
  country?: string
}

/** A real server on a free port with a store of its own, which survives being killed and started again. */
export class Server {
  private readonly program = new Program(BINARY, () => this.answers())
  private environment: NodeJS.ProcessEnv = {}
  /** Keys by name, if the server has any. */
  readonly keys: Record<string, string> = {}
  private readonly front: Closable | null

  private constructor(
    /** Where the binary itself listens. */
    readonly port: number,
    private readonly pagePort: number,
    private readonly folder: string,
    private readonly args: string[],
  ) {
    this.front = USE_DIST ? serveWorkingCopy(pagePort, port) : null
  }

  static async start(...args: string[]): Promise<Server> {
    const server = await Server.prepare(args)
    await server.start()
    return server
  }

  /** A server whose clock starts at `instant` and runs on from there. The binary knows nothing about it. */
  static async startAt(instant: string, ...args: string[]): Promise<Server> {
    const server = await Server.prepare(args)
    const file = join(server.folder, 'clock')
    server.environment = { ...fakeClock(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' }
    await server.setClock(instant)
    await server.start()
    return server
  }

  /** A server with keys of these names and roles, as `livetill keys add` makes them. */
  static async startWithKeys(roles: Record<string, string>, ...args: string[]): Promise<Server> {
    const server = await Server.prepare(args)
    server.environment = { LIVETILL_KEYS_FILE: join(server.folder, 'keys.toml') }
    for (const [name, role] of Object.entries(roles)) server.keys[name] = server.run('keys', 'add', '--name', name, '--role', role).trim()
    await server.start()
    return server
  }

  /** Runs another command in the server's environment. */
  run(...args: string[]): string {
    return execFileSync(BINARY, args, { encoding: 'utf8', env: { ...process.env, ...this.environment }, stdio: ['ignore', 'pipe', 'ignore'] })
  }

  private static async prepare(args: string[]): Promise<Server> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: build it with \`cargo build --release\`, or set LIVETILL_BIN`)
    const port = await freePort()
    return new Server(port, USE_DIST ? await freePort() : port, await mkdtemp(join(tmpdir(), 'livetill-e2e-')), args)
  }

  /** Sets the clock of a server that was started with one of its own. */
  async setClock(instant: string): Promise<void> {
    const seconds = (Date.parse(instant) - Date.now()) / 1000
    await writeFile(join(this.folder, 'clock'), `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}\n`)
  }

  get url(): string {
    return `http://127.0.0.1:${this.pagePort}`
  }

  /** The address for commands. They block this process while they run, and this process serves the page from dist/. */
  get api(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const store = this.args.includes('--store') ? [] : ['--store', `embedded:${join(this.folder, 'data')}`]
    await this.program.start(['serve', '--listen', `127.0.0.1:${this.port}`, ...store, ...this.args], this.environment)
  }

  /** Without a goodbye. */
  kill(): Promise<void> {
    return this.program.kill()
  }

  /** Freezes the process like a hung machine: connections stay open and nothing answers. */
  freeze(): void {
    this.program.signal('SIGSTOP')
  }

  thaw(): void {
    this.program.signal('SIGCONT')
  }

  async post(...orders: Order[]): Promise<void> {
    const key = this.keys['till']
    const response = await fetch(`${this.url}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(orders),
    })
    if (!response.ok) throw new Error(`the order was refused: ${response.status} ${await response.text()}`)
  }

  async dispose(): Promise<void> {
    await this.kill()
    this.front?.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).ok
    } catch {
      return false
    }
  }
}

/** What libfaketime needs in the environment of a program, wherever it is installed. */
function fakeClock(): NodeJS.ProcessEnv {
  const environment = execFileSync('faketime', ['--exclude-monotonic', '-f', '+0', 'env'], { encoding: 'utf8' })
  const own = environment.split('\n').filter((line) => /^(LD_PRELOAD|DYLD_\w+|(FAKETIME_)?DONT_FAKE_MONOTONIC)=/.test(line))
  return Object.fromEntries(own.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/** An order of one line of `quantity` at `price`, placed now or some days ago. */
export function order(id: string, name: string, price: string, quantity = 1, daysAgo = 0): Order {
  const placed = new Date(Date.now() - daysAgo * 86_400_000)
  return { id, timestamp: placed.toISOString(), items: [{ sku: `SKU-${id}`, name, price, quantity }] }
}

/** 20.00 less 2.00 of a discount; 4.90 of shipping and 4.30 of tax on top, and a tip. */
export function rich(id: string, daysAgo = 0): Order {
  const plain = order(id, `Item ${id}`, '10.00', 2, daysAgo)
  return { ...plain, items: plain.items.map((item) => ({ ...item, discount: '2.00' })), shipping: '4.90', tax: '4.30', tip: '1.00' }
}
