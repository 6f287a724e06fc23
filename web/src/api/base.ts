import { baseOf } from './place'

/** Where this dashboard lives. */
export const BASE = baseOf(window.location.href)

/** The path of something of this server: of `v1/board`, of a page. */
export function below(path: string): string {
  return `${new URL(BASE).pathname}${path}`
}
