import type { RevenueDay } from '@/api/types'

/** Lines in a box 23 wide and 100 high, hour by hour; each a list of points as SVG takes it. */
export interface HourLines {
  before: string[]
  yesterday: string
  today: string
  /** From the last full hour to what the current one has so far; empty when the day is over. */
  growing: string
  /** The amounts of the grid lines, and how far from the top of the box they are. */
  marks: { value: number; at: number }[]
}

/** `hourNow`: the current hour of the last day, null when that day is over. `peak`: the strongest hour's revenue. */
export function hourLines(days: readonly RevenueDay[], hourNow: number | null, peak: number): HourLines {
  const step = niceStep(peak / 2)
  const top = Math.max(step, Math.ceil(peak / step) * step)
  const y = (amount: number) => Math.round(1000 * (1 - amount / top)) / 10
  const line = (day: RevenueDay | undefined, from = 0, until = 24) =>
    (day?.hours ?? []).map((amount, hour) => `${hour},${y(Number(amount))}`).slice(from, until).join(' ')
  const today = days.at(-1)
  return {
    before: days.slice(0, -2).map((day) => line(day)),
    yesterday: line(days.at(-2)),
    today: line(today, 0, hourNow ?? 24),
    growing: hourNow === null ? '' : line(today, Math.max(0, hourNow - 1), hourNow + 1),
    marks: Array.from({ length: Math.round(top / step) + 1 }, (_, n) => ({ value: n * step, at: y(n * step) })),
  }
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `value`. */
function niceStep(value: number): number {
  if (value <= 0) return 1
  const unit = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 2.5, 5].find((candidate) => candidate * unit >= value) ?? 10) * unit
}
