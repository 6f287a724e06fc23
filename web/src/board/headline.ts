import { computed, type ComputedRef } from 'vue'
import type { Baseline, Board, Comparison, DayFigures, RevenueDay } from '@/api/types'
import { changeOfSum, type Change } from '@/format/compare'
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
    const of = (was: Baseline | null, unknown: string) => compared(figures.revenue, was, was?.revenue ?? null, unknown)
    return {
      yesterday: of(comparison.yesterday, whyUnknown(comparison.yesterday_unknown)),
      lastWeek: of(comparison.last_week, whyUnknown(comparison.last_week_unknown)),
      wholeHour: null,
    }
  }
  const hours = comparison.whole_hours
  const now = hours?.today?.[figure] ?? null
  const of = (was: NonNullable<typeof hours>['today'], unknown: string) => compared(now, was, was?.[figure] ?? null, unknown)
  return {
    yesterday: of(hours?.yesterday ?? null, whyUnknown(hours?.yesterday_unknown)),
    lastWeek: of(hours?.last_week ?? null, whyUnknown(hours?.last_week_unknown)),
    wholeHour: hours?.until ?? null,
  }
}

function compared(now: string | null, was: Baseline | null, amount: string | null, unknown: string): Compared {
  const change: Change = now === null ? { kind: 'unknown' } : changeOfSum(now, amount ?? '0', was)
  return { change, amount, unknown }
}
