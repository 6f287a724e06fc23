import type { LatestItem } from '@/api/types'

/** A feed line with a number of its own, so that the page can tell an old line from a new equal one. */
export interface FeedLine extends LatestItem {
  serial: number
}

/**
 * Numbers the lines of a new feed, keeping the numbers of those that were there before. Lines carry
 * no identity on the wire: the old feed is found again as the tail of the new one.
 */
export function numberLines(before: readonly FeedLine[], items: readonly LatestItem[]): FeedLine[] {
  const fresh = before.length === 0 ? items.length : countFresh(before, items)
  const newest = (before[0]?.serial ?? 0) + fresh
  return items.map((item, index) => ({ ...item, serial: newest - index }))
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
  return a.sku === b.sku && a.sold_at === b.sold_at && a.quantity === b.quantity && a.price === b.price
}
