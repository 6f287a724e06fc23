import { describe, expect, it } from 'vitest'
import { orderRate } from './order-rate'

const at = (minute: string, orders: number) => ({ minute, orders, revenue: '1.00' })

describe('how fast orders come in', () => {
  it('is by the minute, with the day’s peak', () => {
    const minutes = [at('08:30', 12), at('09:15', 48), at('10:01', 30), at('10:02', 4)]
    expect(orderRate(minutes, 10 * 60 + 2)).toEqual({ unit: 'minute', last: 30, most: { orders: 48, from: 9 * 60 + 15 } })
    // A minute in which nothing was sold counts, too.
    expect(orderRate(minutes, 10 * 60 + 30).last).toBe(0)
  })

  it('is by the hour if there are few orders', () => {
    const minutes = [at('08:30', 1), at('08:50', 2), at('09:15', 1), at('10:01', 1)]
    expect(orderRate(minutes, 10 * 60 + 2)).toEqual({ unit: 'hour', last: 1, most: { orders: 3, from: 8 * 60 } })
  })

  it('has no last minute before one is over, nor on a past day', () => {
    expect(orderRate([at('00:00', 9)], 0)).toEqual({ unit: 'minute', last: null, most: { orders: 9, from: 0 } })
    expect(orderRate([at('12:00', 9)], null)).toEqual({ unit: 'minute', last: null, most: { orders: 9, from: 720 } })
    expect(orderRate([], 30)).toEqual({ unit: 'hour', last: null, most: null })
  })
})
