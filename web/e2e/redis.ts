import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './server'

const START_WITHIN_MS = 15_000

/** A real redis-server on a free port, which keeps its data over being killed and started again. */
export class Redis {
  private process: ChildProcess | null = null

  private constructor(
    private readonly port: number,
    /** Its own, and removed with it. */
    readonly folder: string,
  ) {}

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort(), await mkdtemp(join(tmpdir(), 'livetill-redis-')))
    await redis.start()
    return redis
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
    const child = spawn('redis-server', ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder, ...durable], { stdio: 'ignore' })
    this.process = child
    const deadline = Date.now() + START_WITHIN_MS
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('redis-server did not start')
      await sleep(50)
    }
  }

  /** SIGKILL: no goodbye to anybody. */
  async kill(): Promise<void> {
    const child = this.process
    this.process = null
    if (child === null || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async dispose(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** It listens before it has read its data; until then it says LOADING. */
  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const line = connect(this.port, '127.0.0.1', () => line.write('PING\r\n'))
      line.once('data', (answer) => {
        line.destroy()
        resolve(String(answer).startsWith('+PONG'))
      })
      line.once('error', () => resolve(false))
    })
  }
}
