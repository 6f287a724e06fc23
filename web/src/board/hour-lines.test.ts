import { describe, expect, it } from 'vitest'
import type { RevenueDay } from '@/api/types'
import { hourLines } from './hour-lines'

const day = (date: string, amounts: Record<number, string> = {}): RevenueDay => ({
  date, total: '0.00', orders: 0, hours: Array.from({ length: 24 }, (_, hour) => amounts[hour] ?? '0.00'),
})
const days = [day('2018-03-09', { 3: '100.00' }), day('2018-03-10', { 23: '50.00' }), day('2018-03-11', { 0: '25.00', 1: '75.00' })]

describe('hours as lines', () => {
  it('draws full hours, and the current one separately', () => {
    const lines = hourLines(days, 1, 100)
    expect(lines.today).toBe('0,75')
    expect(lines.growing).toBe('0,75 1,25')
    expect(lines.yesterday.split(' ').at(-1)).toBe('23,50')
    expect(lines.before).toHaveLength(1)
    expect(lines.before[0]?.split(' ')[3]).toBe('3,0')
  })
  it('draws the whole of a day that is over', () => {
    const lines = hourLines(days, null, 100)
    expect(lines.today.split(' ')).toHaveLength(24)
    expect(lines.growing).toBe('')
  })
  it('begins a day with only the current hour', () => {
    const lines = hourLines(days, 0, 100)
    expect([lines.today, lines.growing]).toEqual(['', '0,75'])
  })
  it('has grid lines at round amounts, even if nothing sold', () => {
    expect(hourLines(days, 1, 733.1).marks).toEqual([{ value: 0, at: 100 }, { value: 500, at: 50 }, { value: 1000, at: 0 }])
    expect(hourLines(days, 1, 0).marks.map(({ value }) => value)).toEqual([0, 1])
  })
})
