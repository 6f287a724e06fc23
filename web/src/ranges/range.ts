import type { DaysQuery } from '@/api/client'
import { isDay } from '@/format/time'

/** The usual runs of days, by the server's names for them. */
export const SPANS = [
  'today', 'yesterday', 'week', 'month', 'quarter', 'year',
  'last_week', 'last_month', 'last_quarter', 'last_year',
  'last_7_days', 'last_28_days', 'last_90_days', 'last_365_days',
] as const
export type Span = (typeof SPANS)[number]

/** What a run of days is compared with. */
export const AGAINST = ['previous', 'year', 'year_weekday'] as const
export type Against = (typeof AGAINST)[number]

/** The steps in which it is shown. */
export const STEPS = ['day', 'week', 'month'] as const
export type Step = (typeof STEPS)[number]

/** Some days: by name, or from the first to the last. */
export type Days = { span: string } | { first: string; last: string }

/** The days in an address, as they are written there. */
export interface Written {
  span: string
  first: string
  last: string
  date: string
}

/** Why the days in an address are invalid. */
export type Wrong = { kind: 'no_span'; text: string } | { kind: 'no_day'; text: string } | { kind: 'order' } | { kind: 'to_come'; isOne: boolean }

/** `last_N_days` for any N, as the server takes it. */
const isSpan = (text: string) => (SPANS as readonly string[]).includes(text) || /^last_[1-9]\d{0,3}_days$/.test(text)

/** The days that an address names; null if it names none. `today` is empty until it is known. */
export function readDays({ span, first, last, date }: Written, today: string): Days | Wrong | null {
  if (span !== '') return isSpan(span) ? { span } : { kind: 'no_span', text: span }
  const from = first || date
  if (from === '' && last === '') return null
  const to = last || date || today || from
  for (const text of [from, to]) if (!isDay(text)) return { kind: 'no_day', text }
  if (from > to) return { kind: 'order' }
  if (today !== '' && from > today) return { kind: 'to_come', isOne: from === to }
  return { first: from, last: to }
}

export const isWrong = (read: Days | Wrong | null): read is Wrong => read !== null && 'kind' in read

/** The parameters of a request for them. */
export function queryOf(days: Days): DaysQuery {
  return 'span' in days ? { span: days.span } : { first: days.first, last: days.last }
}

/** The step in which they are shown by default, so that a chart has some dozens of bars. */
export function usualStep(days: Days): Step {
  const count = 'span' in days ? (COUNTS[days.span] ?? Number(/^last_(\d+)_days$/.exec(days.span)?.[1] ?? 31)) : countOf(days)
  return count <= 92 ? 'day' : count <= 400 ? 'week' : 'month'
}

const COUNTS: Record<string, number> = { year: 366, last_year: 366 }

const DAY_MS = 86_400_000

/** How many days there are. */
export function countOf({ first, last }: { first: string; last: string }): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1
}

/** This many days later, or earlier if negative. */
export function moved(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/**
 * The period before or after some days, with the same length: for whole months, as many months. It ends with today at the latest;
 * null if it would begin after today.
 */
export function beside(days: { first: string; last: string }, way: 1 | -1, today: string): { first: string; last: string } | null {
  const next = isWholeMonths(days) ? monthsBeside(days, way) : { first: moved(days.first, way * countOf(days)), last: moved(days.last, way * countOf(days)) }
  if (next.first > today) return null
  return { first: next.first, last: next.last > today ? today : next.last }
}

const isWholeMonths = ({ first, last }: { first: string; last: string }) => first.endsWith('-01') && moved(last, 1).endsWith('-01')

function monthsBeside({ first, last }: { first: string; last: string }, way: 1 | -1): { first: string; last: string } {
  const at = (date: string, months: number) => {
    const [year = 0, month = 0] = date.split('-').map(Number)
    return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
  }
  const behind = moved(last, 1)
  const count = (Number(behind.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(behind.slice(5, 7)) - Number(first.slice(5, 7))
  return { first: at(first, way * count), last: moved(at(behind, way * count), -1) }
}
