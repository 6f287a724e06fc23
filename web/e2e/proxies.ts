import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, Program } from './program'

const DOCUMENT = readFileSync(fileURLToPath(new URL('../../docs/proxies.md', import.meta.url)), 'utf8')

export const PROXIES = ['nginx', 'caddy', 'haproxy'] as const
export type ProxyName = (typeof PROXIES)[number]

/** The example of docs/proxies.md, as it is written there. */
export function example(name: ProxyName): string {
  const found = new RegExp(`^\`\`\`${name}\n(.*?)^\`\`\``, 'ms').exec(DOCUMENT)?.[1]
  if (found === undefined) throw new Error(`docs/proxies.md has no example for ${name}`)
  return found
}

/** How each is started with a file, so that it stays in the foreground and writes only to its own folder. */
const COMMANDS: Record<ProxyName, { command: string; args: (file: string, folder: string) => string[] }> = {
  nginx: { command: 'nginx', args: (file, folder) => ['-p', folder, '-e', 'stderr', '-c', file, '-g', 'daemon off; master_process off; pid nginx.pid;'] },
  caddy: { command: 'caddy', args: (file) => ['run', '--adapter', 'caddyfile', '--config', file] },
  haproxy: { command: 'haproxy', args: (file) => ['-db', '-f', file] },
}

/** What Debian's nginx would otherwise keep in system folders. */
const NGINX_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`).join(' ')

/** A real proxy on a free port in front of a server, configured as in the documentation. */
export class Proxy {
  private constructor(
    private readonly program: Program,
    readonly url: string,
    private readonly folder: string,
  ) {}

  static async start(name: ProxyName, configuration: string, behind: number): Promise<Proxy> {
    const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), `livetill-${name}-`))]
    const file = join(folder, 'configuration')
    const own = configuration.replaceAll('8000', `${port}`).replaceAll('127.0.0.1:8080', `127.0.0.1:${behind}`)
    await writeFile(file, name === 'nginx' ? own.replace(/^http \{/m, `http { access_log off; ${NGINX_FOLDERS}`) : own)
    const { command, args } = COMMANDS[name]
    const url = `http://127.0.0.1:${port}`
    const program = new Program(command, async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok ?? false)
    // Debian installs servers in a folder that is only on root's PATH.
    await program.start(args(file, folder), { PATH: `${process.env['PATH']}:/usr/sbin`, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder })
    return new Proxy(program, url, folder)
  }

  async dispose(): Promise<void> {
    await this.program.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}
