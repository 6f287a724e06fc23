import type { Detour } from './status'

/**
 * Whether the server is reached by another name than the page, so that it refuses WebSockets; otherwise something in between does
 * not pass them.
 */
export function isForeignOrigin({ why }: Detour): boolean {
  return why?.type.endsWith(':foreign_origin') ?? false
}
