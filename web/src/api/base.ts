import { baseOf } from './place'

/** Where this dashboard lives. */
export const BASE = baseOf(window.location.href)

/** The path of something on this server, such as `v1/board` or a page. */
export function below(path: string): string {
  return `${new URL(BASE).pathname}${path}`
}
