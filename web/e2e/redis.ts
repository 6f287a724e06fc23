import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, Program } from './program'

/** A real redis-server on a free port, which keeps its data when it is killed and started again. */
export class Redis {
  private readonly program = new Program('redis-server', () => this.answers())

  private constructor(
    private readonly port: number,
    /** Its own folder, removed with it. */
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

  start(): Promise<void> {
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
    return this.program.start(['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder, ...durable])
  }

  /** Without a goodbye. */
  kill(): Promise<void> {
    return this.program.kill()
  }

  async dispose(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** It listens before it has read its data, and says LOADING until then. */
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
