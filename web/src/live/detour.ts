import type { Detour } from './status'

/** Why the figures come as Server-Sent Events, and what to do. */
export function detourText({ why }: Detour): string {
  const reason = why?.type.endsWith(':foreign_origin')
    ? 'the server is asked by another name than this page: the proxy before it has to pass the header Host on, or name it in X-Forwarded-Host'
    : 'something in between, mostly a proxy, does not pass the headers Upgrade and Connection on'
  return `The figures come as Server-Sent Events, for no WebSocket gets through: ${reason} (docs/proxies.md). They are the same.`
}
