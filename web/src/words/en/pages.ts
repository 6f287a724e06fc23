import type { Grammar } from '../grammar'

export const items = ({ count, integer }: Grammar) => ({
  search: 'Search by name or SKU',
  unitsOf: 'Units of',
  allTime: 'All time',
  refresh: 'Refresh',
  save: 'Save as CSV',
  saveHow: 'The rows below, as they stand',
  allTimeShown: 'Shown is all time.',
  reading: 'Reading the ranking',
  noMatch: (text: string) => `Nothing sold matches “${text}”.`,
  noneKept: 'Of this day no items are kept.',
  rank: 'Rank',
  byDay: 'By day',
  units: 'Units',
  noDays: 'of no day known',
  spark: (days: number, best: string, units: string) => `${count(days, { one: '# day', other: '# days' })}, best ${best} with ${units}`,
  shown: (from: number, to: number, total: number) => `${integer(from)}–${integer(to)} of ${count(total, { one: '# item', other: '# items' })}`,
})

export const days = ({ count, integer }: Grammar) => ({
  kept: (days: number) => `${integer(days)} kept in detail`,
  before: 'Day before',
  after: 'Day after',
  newestShown: 'Shown is the newest one.',
  history: 'Daily revenue',
  historyNote: 'gross',
  range: 'Days shown',
  ranges: (days: number) => count(days, { one: '# day', other: '# days' }),
  aDay: 'A day',
  noUsual: 'no usual range yet',
  usually: (low: string, high: string) => `usually ${low} – ${high}`,
  usualRange: 'usual range of the weekday',
  summary: (days: number, last: string) =>
    `Bar chart of gross revenue of ${count(days, { one: '# day', other: '# days' })} until ${last}, with each weekday's usual range. The table below holds the same figures.`,
  all: 'All days',
  allNote: 'with orders, newest first',
  usual: 'Usual',
  verdict: 'Against the usual range',
  verdicts: { above: 'above', within: 'usual', below: 'below' },
  columns: 'Columns',
  usualColumns: 'Usual columns',
  saveHow: 'Every day of the table, with the columns shown',
  saveAll: 'Save all figures as CSV',
  soFar: 'so far',
  showAll: (days: number) => `Show all ${count(days, { one: '# day', other: '# days' })}`,
  none: { kept: 'No orders on this day.', toCome: 'This day is still to come.', before: 'What was sold on this day is not known any more: it lies before the days of which totals are kept.' },
  totalsOnly: (days: number) =>
    `Of this day only the totals are kept. Minutes, items and orders are kept of the newest ${count(days, { one: 'day', other: '# days' })} with orders; retention-days sets how many.`,
})

export const feed = ({ count, integer }: Grammar) => ({
  note: (lines: number) => `the last ${integer(lines)} item lines at most`,
  live: 'Live',
  paused: 'Paused',
  held: 'Held while you read',
  heldNew: (why: string, lines: number) => `${why}, ${integer(lines)} new`,
  showNew: 'Show new',
  search: 'Only this SKU or name',
  waiting: 'Waiting for the feed',
  noMatch: (text: string) => `None of the last lines matches “${text}”.`,
  soldAt: 'Sold at',
  detail: 'Quantity × price',
  amount: 'Amount',
  only: (sku: string) => `Only ${sku}`,
  gap: 'More came in here than the server keeps in its feed; the ledger has them.',
  shown: (from: number, to: number, total: number) => `${integer(from)}–${integer(to)} of ${count(total, { one: '# line', other: '# lines' })}`,
})

export const wall = () => ({
  page: 'Page',
  scenes: { now: 'Now', week: 'Week', items: 'Items' },
  full: 'Full screen',
  leave: 'Leave the wall',
  revenue: 'Revenue',
  orders: 'Orders',
  againstYesterday: 'Against yesterday by now',
})
