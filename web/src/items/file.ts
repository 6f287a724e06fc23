import type { ItemHistory, PopularItem } from '@/api/types'
import { csv } from '@/format/csv'

/** A list of items as it stands on the page. */
export interface ItemList {
  items: readonly PopularItem[]
  offset: number
}

/** The rows of the list, with the units that each one's line draws, a column a day; empty where there is no line. */
export function itemsCsv({ items, offset }: ItemList, histories: readonly (ItemHistory | null)[]): string {
  const known = histories.map((history) => new Map(history?.days.map(({ date, units }) => [date, units])))
  const dates = [...new Set(known.flatMap((days) => [...days.keys()]))].sort()
  const rows = items.map((item, index) => [item.rank ?? offset + index + 1, item.sku, item.name ?? '', item.units, ...dates.map((date) => known[index]?.get(date) ?? '')])
  return csv(['rank', 'sku', 'name', 'units', ...dates], rows)
}

export function itemsFileName(shop: string, query: { date: string; q: string; offset: number }): string {
  const parts = ['livetill', shop, 'items', query.date || 'all-time', query.q, query.offset > 0 ? `from-${query.offset + 1}` : '']
  return `${parts.filter(Boolean).join('-').replace(/[^\p{L}\p{N}-]+/gu, '_')}.csv`
}
