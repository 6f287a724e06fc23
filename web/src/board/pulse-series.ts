import type { Pulse, PulseMinute } from '@/api/types'
import { minuteOfDay } from '@/format/time'

export const MINUTES_A_DAY = 1440

export type PulseMetric = 'orders' | 'revenue'

/** How much each part of the day sold, or the day's running total. */
export type PulseShape = 'bars' | 'sum'

/** A part of the day, [from, to) in minutes. */
export interface Span {
  from: number
  to: number
}

/**
 * Chart geometry: the start of each bucket, today's value (null in the future), the baseline's value, and the baseline's trend,
 * which is drawn instead of it. What is unknown is null, which draws nothing.
 */
export type PulseSeries = [x: number[], today: (number | null)[], baseline: (number | null)[], trend: (number | null)[]]

const BUCKETS = [1, 2, 5, 10, 15, 30, 60] as const

/** Width of the average that turns last week's jumps into a line that today's bars can be compared with. */
export const TREND_MINUTES = 30

/** Below this many orders a day, bars show chance more than the day: the running total is shown first. */
export const SMALL_DAY = 100
/** The fewest bars, however few orders there are. */
const FEWEST_BARS = 6

/**
 * The smallest whole number of minutes per bar that still leaves each bar `narrowest` pixels, and an order on average: a shop of
 * twenty orders a day is shown by the hour.
 */
export function bucketFor(span: Span, width: number, narrowest: number, ordersADay = Infinity): number {
  const minutes = span.to - span.from
  const coarsest = BUCKETS.findLast((bucket) => bucket * FEWEST_BARS <= minutes) ?? 1
  const visible = BUCKETS.find((bucket) => (width * bucket) / minutes >= narrowest) ?? 60
  const telling = BUCKETS.find((bucket) => (ordersADay * bucket) / MINUTES_A_DAY >= 1) ?? 60
  return Math.max(visible, Math.min(telling, coarsest))
}

/** The last `minutes` up to now, in whole quarters of an hour, or the whole day. */
export function spanOf(minutes: number | null, now: number): Span {
  if (minutes === null) return { from: 0, to: MINUTES_A_DAY }
  const to = Math.min(MINUTES_A_DAY, Math.max(minutes, Math.floor(now / 15) * 15 + 15))
  return { from: to - minutes, to }
}

export function pulseSeries(pulse: Pulse, metric: PulseMetric, span: Span, bucket: number, now: number): PulseSeries {
  const count = Math.ceil((span.to - span.from) / bucket)
  const x = Array.from({ length: count }, (_, index) => span.from + index * bucket)
  const today: (number | null)[] = x.map((start) => (pulse.minutes !== null && start <= now ? 0 : null))
  add(pulse.minutes ?? [], metric, span, bucket, today)
  if (pulse.baseline === null) {
    const unknown = x.map(() => null)
    return [x, today, unknown, unknown]
  }
  const baseline = x.map(() => 0)
  add(pulse.baseline, metric, span, bucket, baseline)
  return [x, today, baseline, movingAverage(baseline, trendRadius(bucket))]
}

/**
 * The running totals of the day and its baseline at the end of each bucket, from the start of the day: both are drawn as lines.
 */
export function pulseSums(pulse: Pulse, metric: PulseMetric, span: Span, bucket: number, now: number): PulseSeries {
  const [x, today, baseline] = pulseSeries(pulse, metric, span, bucket, now)
  const before = (minutes: PulseMinute[] | null) => (minutes ?? []).reduce((sum, entry) => (minuteOfDay(entry.minute) < span.from ? sum + Number(entry[metric]) : sum), 0)
  const summed = running(baseline, before(pulse.baseline))
  return [x, running(today, before(pulse.minutes)), summed, summed]
}

function running(values: (number | null)[], from: number): (number | null)[] {
  let sum = from
  return values.map((value) => (value === null ? null : (sum += value)))
}

function add(minutes: PulseMinute[], metric: PulseMetric, span: Span, bucket: number, into: (number | null)[]): void {
  for (const entry of minutes) {
    const minute = minuteOfDay(entry.minute)
    if (minute < span.from || minute >= span.to) continue
    const index = Math.floor((minute - span.from) / bucket)
    into[index] = (into[index] ?? 0) + Number(entry[metric])
  }
}

/** Buckets averaged on each side; coarse buckets are smooth enough as they are. */
export function trendRadius(bucket: number): number {
  return Math.floor((TREND_MINUTES / bucket - 1) / 2)
}

/** Centred, and narrower at the ends, where there is less to average. */
function movingAverage(values: number[], radius: number): number[] {
  let sum = 0
  let from = 0
  let to = 0
  return values.map((_, index) => {
    for (; to < Math.min(values.length, index + radius + 1); to += 1) sum += values[to] ?? 0
    for (; from < index - radius; from += 1) sum -= values[from] ?? 0
    return sum / (to - from)
  })
}

/** The minute with the most orders, for the spoken summary of the chart. */
export function busiestMinute(minutes: PulseMinute[]): PulseMinute | null {
  return minutes.reduce<PulseMinute | null>((best, entry) => (best === null || entry.orders > best.orders ? entry : best), null)
}
