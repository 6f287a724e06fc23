import type { Overview, OverviewMessage } from '@/api/types'

/** The state with a message merged into it: members are whole, and only shops that changed are sent. */
export function laidOver(before: Overview | null, message: OverviewMessage): Overview {
  const { shops = [], order, ...members } = message
  const rows = new Map([...(before?.shops ?? []), ...shops].map((row) => [row.shop, row]))
  const names = order ?? before?.shops.map(({ shop }) => shop) ?? []
  return { ...before, ...members, shops: names.flatMap((name) => rows.get(name) ?? []) } as Overview
}
