import { computed, type ComputedRef } from 'vue'
import type { Baseline, Board, Comparison, DayFigures, RevenueDay, Sales } from '@/api/types'
import { changeOf, changeOfSum, SMALLEST_BASELINE, type Change } from '@/format/compare'
import { divide, placesOf } from '@/format/decimal'
import { whyUnknown } from '@/format/unknown'
import { isIn, madeMeasures, valueOf, valueOfDay } from '@/measures/present'
import { useLive } from '@/stores/live'
import { param, setParams } from '@/stores/place'

/** The figures of a day's sales that may be shown first, and their words in the address. */
const WORDS = { revenue: 'gross', net_revenue: 'net', total_sales: 'total' } as const
export type Headline = keyof typeof WORDS
const ALL = Object.keys(WORDS) as Headline[]

export interface HeadlineChoice {
  /** What is shown: the reader's choice, else the shop's. */
  figure: ComputedRef<Headline>
  /** Those that differ from the others in this shop. */
  choices: ComputedRef<Headline[]>
  choose(figure: Headline): void
}

export function useHeadline(): HeadlineChoice {
  const { board } = useLive()
  const choices = computed(() => choicesOf(board.value))
  const usual = computed(() => usualOf(board.value))
  const figure = computed(() => choices.value.find((one) => WORDS[one] === param('figure')) ?? usual.value)
  return { figure, choices, choose: (chosen) => setParams({ figure: chosen === usual.value ? null : WORDS[chosen] }) }
}

function usualOf(board: Board | null): Headline {
  return ALL.find((one) => one === board?.headline) ?? 'revenue'
}

/** An older server sends neither hours nor comparisons for the others. */
export function choicesOf(board: Board | null): Headline[] {
  if (board?.headline === undefined) return ['revenue']
  const isInWeek = isIn(board.revenue)
  const made: readonly string[] = madeMeasures((name) => isInWeek(name) || Number(valueOf(board.today, name) ?? 0) !== 0)
  return ALL.filter((one) => one === 'revenue' || one === usualOf(board) || made.includes(one))
}

/** A day with the hours and the total of a figure in the place of gross revenue, where panels read them. */
export function dayOf(day: RevenueDay, figure: Headline): RevenueDay {
  // Before the shop's first day nothing was counted: what was sold then is unknown, and not 0.
  if (day.unknown === 'before_first') return { ...day, total: null, orders: null, hours: null }
  if (figure === 'revenue') return day
  const own = figure === 'net_revenue' ? day.net_hours : day.total_hours
  const total = valueOfDay(day, figure)
  return { ...day, total: total === null ? null : String(total), hours: own === undefined ? day.hours : own }
}

/** A figure of an earlier day, and how that has changed. */
export interface Compared {
  change: Change
  /** null: unknown, for a reason. */
  amount: string | null
  unknown: string
}

export interface Comparisons {
  yesterday: Compared
  lastWeek: Compared
  /** For today: the time of day of the last whole hour, if the figure has no minutes. */
  wholeHour: string | null
}

/** How the headline compares: gross revenue by the minute, the others up to the last whole hour. */
export function comparisonOf(figure: Headline, figures: DayFigures, comparison: Comparison): Comparisons {
  if (figure === 'revenue') {
    return byMinute(comparison, (was, unknown) => compared(figures.revenue, was, was?.revenue ?? null, unknown))
  }
  return byHour(comparison, (today, was, unknown) => compared(today?.[figure] ?? null, was, was?.[figure] ?? null, unknown))
}

/**
 * How the average order compares. Discounts are taken off it, and they are kept by the hour. By the minute, only gross averages are
 * known: the same, where nobody got a discount.
 */
export function averageComparison(figures: DayFigures, comparison: Comparison, days: readonly RevenueDay[]): Comparisons {
  const lastWeek = comparison.whole_hours?.last_week
  const isReduced = Number(figures.discounts ?? 0) !== 0 || isIn(days)('discounts') || (lastWeek?.average_order !== undefined && lastWeek.average_order !== grossAverage(lastWeek))
  if (isReduced) return byHour(comparison, (today, was, unknown) => comparedAverage(today, was, was?.average_order ?? null, unknown))
  return byMinute(comparison, (was, unknown) => comparedAverage(figures, was, was === null ? null : grossAverage(was), unknown))
}

/** With the decimals that amounts have, as today's: browsers write forints or dinars with fewer. */
function grossAverage({ orders, revenue }: Baseline): string {
  const places = placesOf(revenue)
  return orders === 0 ? divide('0', 1, places) : divide(revenue, orders, places)
}

function byMinute(comparison: Comparison, of: (was: Baseline | null, unknown: string) => Compared): Comparisons {
  return {
    yesterday: of(comparison.yesterday, whyUnknown(comparison.yesterday_unknown)),
    lastWeek: of(comparison.last_week, whyUnknown(comparison.last_week_unknown)),
    wholeHour: null,
  }
}

function byHour({ whole_hours: hours }: Comparison, of: (today: Sales | null, was: Sales | null, unknown: string) => Compared): Comparisons {
  const today = hours?.today ?? null
  return {
    yesterday: of(today, hours?.yesterday ?? null, whyUnknown(hours?.yesterday_unknown)),
    lastWeek: of(today, hours?.last_week ?? null, whyUnknown(hours?.last_week_unknown)),
    wholeHour: hours?.until ?? null,
  }
}

/** An average of a handful of orders swings as wildly as one of a tiny baseline, and without orders there is no average. */
function comparedAverage(now: Pick<Sales, 'orders' | 'average_order'> | null, was: Baseline | null, amount: string | null, unknown: string): Compared {
  if (now === null || now.average_order === undefined || (was !== null && amount === null)) return { change: { kind: 'unknown' }, amount, unknown }
  const change = changeOf(Number(now.average_order), Number(amount ?? 0), was)
  return { change: change.kind === 'share' && now.orders < SMALLEST_BASELINE ? { kind: 'too_few' } : change, amount, unknown }
}

function compared(now: string | null, was: Baseline | null, amount: string | null, unknown: string): Compared {
  const change: Change = now === null ? { kind: 'unknown' } : changeOfSum(now, amount ?? '0', was)
  return { change, amount, unknown }
}
