import { describe, expect, it } from 'vitest'
import type { Board, Comparison, DayFigures, RevenueDay } from '@/api/types'
import { averageComparison, choicesOf, comparisonOf, dayOf } from './headline'

const figures: DayFigures = { orders: 20, unique_items: 2, units: 40, revenue: '100.00', returns: '0.00', net_revenue: '90.00', average_order: '4.50' }
const day = (sums: Partial<RevenueDay> = {}): RevenueDay => ({ date: '2018-03-11', total: '100.00', orders: 20, hours: ['60.00', '40.00'], discounts: '10.00', returns: '0.00', shipping: '4.00', tax: '1.00', fees: '0.00', ...sums })
const board = (sums: Partial<RevenueDay>, headline?: string) => ({ today: figures, revenue: [day(sums)], ...(headline === undefined ? {} : { headline }) }) as unknown as Board

describe('the figure shown first', () => {
  it('can be any that differs from the others, and the one that the shop shows', () => {
    const none = { discounts: '0.00', shipping: '0.00', tax: '0.00' }
    expect(choicesOf(board({}, 'revenue'))).toEqual(['revenue', 'net_revenue', 'total_sales'])
    expect(choicesOf(board({ ...none, tax: '1.00' }, 'revenue'))).toEqual(['revenue', 'total_sales'])
    expect(choicesOf(board(none, 'revenue'))).toEqual(['revenue'])
    expect(choicesOf(board(none, 'net_revenue'))).toEqual(['revenue', 'net_revenue'])
    // A server of the previous version has no hours for them.
    expect(choicesOf(board({}))).toEqual(['revenue'])
  })

  it('has a day of its own, with the hours of gross revenue unless it has others', () => {
    expect(dayOf(day({ net_hours: ['55.00', '35.00'] }), 'net_revenue')).toMatchObject({ total: '90.00', hours: ['55.00', '35.00'] })
    expect(dayOf(day(), 'total_sales')).toMatchObject({ total: '95.00', hours: ['60.00', '40.00'] })
    expect(dayOf(day({ net_hours: null }), 'net_revenue').hours).toBeNull()
    expect(dayOf(day({ tax: null }), 'total_sales').total).toBeNull()
    const early = day({ unknown: 'before_first' })
    expect(dayOf(early, 'revenue')).toMatchObject({ total: null, orders: null, hours: null })
    expect(dayOf(early, 'net_revenue')).toMatchObject({ total: null, orders: null, hours: null })
  })
})

describe('how it compares', () => {
  const sales = (orders: number, net: string) => ({ orders, revenue: '200.00', net_revenue: net, total_sales: '210.00', average_order: net })
  const comparison: Comparison = {
    yesterday: { orders: 40, revenue: '50.00' },
    last_week: null,
    last_week_unknown: 'totals_only',
    whole_hours: { until: '10:00', today: sales(15, '80.00'), yesterday: sales(30, '40.00'), last_week: null, last_week_unknown: 'totals_only' },
  }

  it('is by the minute for gross revenue, and up to the last whole hour for the others', () => {
    expect(comparisonOf('revenue', figures, comparison)).toMatchObject({ wholeHour: null, yesterday: { change: { kind: 'share', share: 1 }, amount: '50.00' } })
    const net = comparisonOf('net_revenue', figures, comparison)
    expect(net).toMatchObject({ wholeHour: '10:00', yesterday: { change: { kind: 'share', share: 1 }, amount: '40.00' } })
    expect(net.lastWeek).toMatchObject({ change: { kind: 'unknown' }, amount: null, unknown: 'only the totals of that day are kept' })
  })

  it('takes the discounts off the average order on both sides, which is known by the hour', () => {
    // As much as yesterday, with as much off: by the minute it would have fallen from the gross average of 100.00.
    const discounted = { ...figures, orders: 20, revenue: '2000.00', discounts: '400.00', average_order: '80.00' }
    const hour = { ...sales(20, '1600.00'), average_order: '80.00' }
    const same: Comparison = { yesterday: { orders: 20, revenue: '2000.00' }, last_week: null, whole_hours: { until: '10:00', today: hour, yesterday: hour, last_week: null } }
    expect(averageComparison(discounted, same, [])).toMatchObject({ wholeHour: '10:00', yesterday: { change: { kind: 'share', share: 0 }, amount: '80.00' } })
    // Only a week ago was anything off.
    const plain = { ...figures, orders: 20, revenue: '2000.00', average_order: '100.00' }
    const before = { ...same.whole_hours, today: { ...hour, average_order: '100.00' }, last_week: { ...hour, revenue: '2000.00' } } as typeof same.whole_hours
    expect(averageComparison(plain, { ...same, whole_hours: before }, []).lastWeek).toMatchObject({ change: { kind: 'share', share: 0.25 }, amount: '80.00' })
    // Without discounts, the same is known by the minute.
    expect(averageComparison(plain, { ...same, whole_hours: undefined } as Comparison, [])).toMatchObject({ wholeHour: null, yesterday: { change: { kind: 'share', share: 0 }, amount: '100.00' } })
    // A server that does not tell averages by the hour leaves the comparison unknown.
    const { average_order, ...older } = hour
    expect(average_order).toBe('80.00')
    expect(averageComparison(discounted, { ...same, whole_hours: { until: '10:00', today: older, yesterday: older, last_week: null } }, []).yesterday.change).toEqual({ kind: 'unknown' })
  })

  it('claims nothing against hours in which more came back than was sold', () => {
    const negative = { ...comparison, whole_hours: { ...comparison.whole_hours, yesterday: sales(30, '-40.00') } } as Comparison
    expect(comparisonOf('net_revenue', figures, negative).yesterday.change).toEqual({ kind: 'too_few' })
  })
})
