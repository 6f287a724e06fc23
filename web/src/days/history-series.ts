import type { RevenueDay } from '@/api/types'

/** The middle half of what a weekday usually sells. */
export interface Usual {
  low: number
  high: number
}

export interface HistoryDay {
  date: string
  /** Gross revenue, as received; `total` is its length in the chart. */
  amount: string
  total: number
  orders: number
  usual: Usual | null
  /** Everything that is known about it. */
  sums: RevenueDay
}

const SAME_WEEKDAYS = 8
const FEWEST = 4

type KnownDay = RevenueDay & { total: string; orders: number }
const isKnown = (day: RevenueDay): day is KnownDay => day.total !== null && day.orders !== null && day.unknown !== 'before_first'

/**
 * Each known day (the first ones may not be known), with the range of the same weekdays before it. Days without orders are left
 * out of a range: a shop that opened in May was not closed in April.
 */
export function historySeries(days: readonly RevenueDay[]): HistoryDay[] {
  return days.filter(isKnown).map((day, index, known) => {
    const before: number[] = []
    for (let back = index - 7; back >= 0 && before.length < SAME_WEEKDAYS; back -= 7) {
      const earlier = known[back]
      if (earlier !== undefined && earlier.orders > 0) before.push(Number(earlier.total))
    }
    return { date: day.date, amount: day.total, total: Number(day.total), orders: day.orders, usual: before.length < FEWEST ? null : middleHalf(before), sums: day }
  })
}

function middleHalf(values: number[]): Usual {
  const sorted = values.toSorted((a, b) => a - b)
  return { low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

function quantile(sorted: number[], share: number): number {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? 0
  return below + (above - below) * (at - Math.floor(at))
}

export type Verdict = 'above' | 'within' | 'below' | null

/** A day that is not over can be called high already, but not yet low. */
export function verdictOf(day: Pick<HistoryDay, 'total' | 'usual'>, isOver: boolean): Verdict {
  if (day.usual === null) return null
  if (day.total > day.usual.high) return 'above'
  if (!isOver) return null
  return day.total < day.usual.low ? 'below' : 'within'
}
