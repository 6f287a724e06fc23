import type { LatestItem } from '@/api/types'

/** A feed line with a number of its own, so that the page can tell an old line from a new equal one. */
export interface FeedLine extends LatestItem {
  serial: number
  /** Between this line and the older one below it, more came in than the server keeps: some are missing here. */
  gap?: boolean
}

/** How many lines a page that stays open all day keeps; older ones are in the ledger. */
export const LOG_LINES = 1000

/**
 * Puts the lines of a new feed on top of those that were there before. Lines carry no identity on
 * the wire: the old feed is found again as the tail of the new one.
 */
export function growLog(log: readonly FeedLine[], items: readonly LatestItem[]): readonly FeedLine[] {
  const count = log.length === 0 ? items.length : countFresh(log, items)
  if (count === 0) return log
  const newest = (log[0]?.serial ?? 0) + count
  const fresh: FeedLine[] = items.slice(0, count).map((item, index) => ({ ...item, serial: newest - index }))
  const last = fresh.at(-1)
  if (last !== undefined && log.length > 0 && count === items.length) last.gap = true
  return [...fresh, ...log].slice(0, LOG_LINES)
}

function countFresh(before: readonly FeedLine[], items: readonly LatestItem[]): number {
  for (let shift = 0; shift < items.length; shift += 1) {
    const overlap = Math.min(before.length, items.length - shift)
    let same = 0
    while (same < overlap && sameLine(before[same] as FeedLine, items[shift + same] as LatestItem)) same += 1
    if (same === overlap) return shift
  }
  return items.length
}

function sameLine(a: LatestItem, b: LatestItem): boolean {
  return a.sku === b.sku && a.sold_at === b.sold_at && a.quantity === b.quantity && a.exact_quantity === b.exact_quantity && a.price === b.price
}
