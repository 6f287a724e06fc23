import type { ItemFigures, ItemHistory, ItemReport, ItemsReport, PopularItem } from '@/api/types'
import { csv, type Cell } from '@/format/csv'
import { isBefore } from '@/days/begins'
import { grown } from './growth'

/** A list of items as shown on the page. */
export interface ItemList {
  items: readonly PopularItem[]
  offset: number
}

/** The rows of the list, with the units that each row's line draws, one column per day; empty where there is no line. */
export function itemsCsv({ items, offset }: ItemList, histories: readonly (ItemHistory | null)[]): string {
  const known = histories.map((history) => new Map(history?.days.map(({ date, units }) => [date, units])))
  const dates = [...new Set(known.flatMap((days) => [...days.keys()]))].sort()
  const rows = items.map((item, index) => [item.rank ?? offset + index + 1, item.sku, item.name ?? '', item.units, ...dates.map((date) => known[index]?.get(date) ?? '')])
  return csv(['rank', 'sku', 'name', 'units', ...dates], rows)
}

export function itemsFileName(shop: string, query: { days: string; q: string; offset: number }): string {
  const parts = ['livetill', shop, 'items', query.days, query.q, query.offset > 0 ? `from-${query.offset + 1}` : '']
  return `${parts.filter(Boolean).join('-').replace(/[^\p{L}\p{N}-]+/gu, '_')}.csv`
}

const FIGURES = ['amount', 'share', 'units', 'returned', 'returned_amount']

/** The rows of a report as shown on the page, then the total of all items. */
export function reportCsv(report: ItemsReport): string {
  const isCompared = report.compared_to !== null
  const heads = ['rank', 'sku', 'name', ...FIGURES, ...(isCompared ? ['amount_before', 'growth'] : [])]
  const compared = (now: ItemFigures, before: ItemFigures | null | undefined) => (isCompared ? [decimal(before?.amount), decimal(grown(now, before)?.amount)] : [])
  const rows = (report.rows ?? []).map((row) => [row.rank ?? '', row.sku, row.name ?? '', ...cells(row), ...compared(row, row.before)])
  const { total } = report
  return csv(heads, total === null ? rows : [...rows, ['', '', 'all', ...cells(total), ...compared(total, report.total_before)]])
}

/** The parts of an item's report that are shown, newest first: those since the shop's first day in which something happened, or may have happened. */
export function partsShown({ steps, begins }: ItemReport): ItemReport['steps'] {
  return steps.toReversed().filter(({ last }) => !isBefore(last, begins)).filter(({ figures }) => figures === null || figures.units !== 0 || (figures.returned ?? 0) !== 0)
}

/** Those parts, then their total. */
export function itemCsv(report: ItemReport): string {
  const row = ({ first, last, figures }: { first: string; last: string; figures: ItemFigures | null }) => [first, last, ...cells(figures)]
  return csv(['first', 'last', ...FIGURES], [...partsShown(report).map(row), row({ first: 'all', last: '', figures: report.total })])
}

const cells = (of: ItemFigures | null): Cell[] => [decimal(of?.amount), decimal(of?.share), of?.units ?? '', of?.returned ?? '', decimal(of?.returned_amount)]
const decimal = (value: string | number | null | undefined): Cell => (value == null ? '' : { decimal: String(value) })
