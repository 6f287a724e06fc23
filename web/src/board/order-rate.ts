import type { PulseMinute } from '@/api/types'
import { minuteOfDay } from '@/format/time'

/** The fewest orders in the strongest minute for which a rate by the minute says something. */
const FEWEST_A_MINUTE = 3

export interface OrderRate {
  unit: 'minute' | 'hour'
  /** Orders in the last whole minute or hour; null before the first is over, and for a past day. */
  last: number | null
  /** The day's peak, and the minute of the day at which it began; null without orders. */
  most: { orders: number; from: number } | null
}

/** How fast orders come in, by the minute, or by the hour if there are few. `now`: the current minute, null for a past day. */
export function orderRate(minutes: readonly PulseMinute[], now: number | null): OrderRate {
  const byMinute = rateBy(1, minutes, now)
  return (byMinute.most?.orders ?? 0) >= FEWEST_A_MINUTE ? { unit: 'minute', ...byMinute } : { unit: 'hour', ...rateBy(60, minutes, now) }
}

function rateBy(length: number, minutes: readonly PulseMinute[], now: number | null): Omit<OrderRate, 'unit'> {
  const sums = new Map<number, number>()
  for (const { minute, orders } of minutes) {
    const at = Math.floor(minuteOfDay(minute) / length)
    sums.set(at, (sums.get(at) ?? 0) + orders)
  }
  let most: OrderRate['most'] = null
  for (const [at, orders] of sums) if (orders > (most?.orders ?? 0)) most = { orders, from: at * length }
  const running = now === null ? 0 : Math.floor(now / length)
  return { last: running === 0 ? null : (sums.get(running - 1) ?? 0), most }
}
