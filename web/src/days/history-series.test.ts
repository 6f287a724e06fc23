import { describe, expect, it } from 'vitest'
import { historySeries, verdictOf } from './history-series'

const START = Date.parse('2018-01-01')
const days = (totals: number[]) =>
  totals.map((total, index) => ({
    date: new Date(START + index * 86_400_000).toISOString().slice(0, 10),
    total: total.toFixed(2),
    orders: total > 0 ? 1 : 0,
    hours: [],
  }))
/** One total per week, on its first day. */
const weekly = (totals: number[]) => historySeries(days(totals.flatMap((total) => [total, 0, 0, 0, 0, 0, 0])))

it('begins with the first day of the shop', () => {
  const early = days([0, 0, 10]).map((day, index) => (index < 2 ? { ...day, unknown: 'before_first' as const } : day))
  expect(historySeries(early).map(({ date }) => date)).toEqual(['2018-01-03'])
})

describe('usual range', () => {
  it('is the middle half of the eight same weekdays before', () => {
    const series = weekly([1000, 10, 20, 30, 40, 50, 60, 70, 80, 45])
    expect(series[63]?.usual).toEqual({ low: 27.5, high: 62.5 })
  })

  it('needs four such days with orders', () => {
    const series = weekly([10, 20, 0, 30, 40, 50])
    expect(series[28]?.usual).toBeNull()
    expect(series[35]?.usual).toEqual({ low: 17.5, high: 32.5 })
  })

  it('judges a day, but today only if it is high already', () => {
    const day = (total: number) => ({ date: '', amount: '', total, orders: 1, usual: { low: 10, high: 20 } })
    expect([21, 20, 9].map((total) => verdictOf(day(total), true))).toEqual(['above', 'within', 'below'])
    expect([21, 20, 9].map((total) => verdictOf(day(total), false))).toEqual(['above', null, null])
    expect(verdictOf({ ...day(9), usual: null }, true)).toBeNull()
  })
})
