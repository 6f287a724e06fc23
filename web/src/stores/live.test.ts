import { describe, expect, it } from 'vitest'
import type { Board } from '@/api/types'
import { merge } from '@/live/channel'
import { hasNoOrders } from './live'

const empty: Board = {
  shop: 'default', timezone: 'UTC', currency: 'USD', date: '2018-03-11', as_of: '2018-03-11T23:59:59Z',
  today: { orders: 0, unique_items: 0, units: 0, revenue: '0.00', returns: '0.00', net_revenue: '0.00', average_order: '0.00' },
  popular: [], popular_today: [], latest: [], revenue: [],
  pulse: { minutes: [], baseline: [] },
  comparison: { yesterday: { orders: 0, revenue: '0.00' }, last_week: { orders: 0, revenue: '0.00' } },
}

describe('merge', () => {
  it('replaces the sections in a message, and keeps the others as they were', () => {
    const today = { ...empty.today, orders: 1 }
    const merged = merge(empty, { seq: 2, as_of: '2018-03-12T00:00:00Z', today })
    expect(merged.today).toBe(today)
    expect(merged.pulse).toBe(empty.pulse)
    expect(merged.as_of).toBe('2018-03-12T00:00:00Z')
  })

  it("rolls over at the shop's midnight like any other change", () => {
    const merged = merge(empty, { seq: 3, as_of: '2018-03-12T00:00:00Z', date: '2018-03-12' })
    expect(merged.date).toBe('2018-03-12')
  })
})

describe('a shop without orders', () => {
  it('is told apart from a quiet day', () => {
    expect(hasNoOrders(empty)).toBe(true)
    expect(hasNoOrders({ ...empty, popular: [{ sku: 'a', units: 1 }] })).toBe(false)
    expect(hasNoOrders({ ...empty, revenue: [{ date: '2018-03-10', total: '1.00', orders: 1, hours: [] }] })).toBe(false)
  })
})
