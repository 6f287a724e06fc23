import type { Health, RejectPage, ReplayAnswer } from '@/api/types'
import { platformName } from '@/format/connect'
import type { rejects as rejectWords } from '@/words/en/rejects'

/** Rejected events of a shop for one reason. */
export interface RejectRow {
  shop: string
  reason: string
  /** Rejected since the server's start. */
  events: number
  /** How many are kept, to be replayed or dropped; null if this reader may not know that. */
  kept: number | null
}

/** Rows of a file have to be fixed in the file: what is kept of them is not what the sender meant. */
export const mayBeTriedAgain = (reason: string) => reason !== 'conflicting_rows' && reason !== 'malformed_row'

/** By reason and shop, those with the most events first; `page`: what is kept of `shop`, for readers who may see it. */
export function rejectRows(shops: Health['shops'], shop: string, page: RejectPage | null): RejectRow[] {
  const told = shops.flatMap(({ shop: name, rejects }) => Object.entries(rejects).map(([reason, events]) => ({ shop: name, reason, events, kept: name === shop && page !== null ? (page.counts[reason] ?? 0) : null })))
  const known = new Set(told.filter((row) => row.shop === shop).map(({ reason }) => reason))
  // Events that were rejected before the server's start are kept as well.
  const before = Object.entries(page?.counts ?? {}).filter(([reason]) => !known.has(reason)).map(([reason, kept]) => ({ shop, reason, events: 0, kept }))
  return [...told, ...before].filter(({ events, kept }) => events > 0 || (kept ?? 0) > 0).toSorted((a, b) => b.events - a.events || (b.kept ?? 0) - (a.kept ?? 0) || (a.reason < b.reason ? -1 : 1))
}

/** What became of replayed rejects, in words. */
export function replayedText({ accepted, updated, duplicates, rejected, cut }: ReplayAnswer, text: Pick<ReturnType<typeof rejectWords>, 'replayed' | 'cut'>): string {
  const refused = Object.values(rejected).reduce((sum, events) => sum + events, 0)
  const told = text.replayed(accepted + updated, duplicates, refused)
  return cut ? `${told} ${text.cut(cut)}` : told
}

/**
 * Where a rejected event came from, for people: a platform's delivery names the platform and the topic
 * (`webhook:shopify:orders/create`).
 */
export function originOf(source: string, names: Partial<Record<string, string>>): string {
  const [scheme, platform, ...topic] = source.split(':')
  if (scheme === 'webhook' && platform !== undefined) return [platformName(platform), topic.join(':')].join(' ').trim()
  return names[source] ?? source
}
