import type { Detour } from './status'

/** The server is asked by another name than the page, so that it refuses WebSockets; else something in between passes none. */
export function isForeignOrigin({ why }: Detour): boolean {
  return why?.type.endsWith(':foreign_origin') ?? false
}
