import { describe, expect, it } from 'vitest'
import { bucketFor, busiestMinute, pulseSeries, pulseSums, spanOf } from './pulse-series'

const pulse = {
  minutes: [
    { minute: '00:04', orders: 1, revenue: '2.50' },
    { minute: '00:05', orders: 3, revenue: '10.00' },
    { minute: '00:09', orders: 1, revenue: '1.00' },
  ],
  baseline: [{ minute: '00:14', orders: 7, revenue: '70.00' }],
}

describe('pulse series', () => {
  it('sums minutes into buckets and leaves the future open', () => {
    const span = { from: 0, to: 20 }
    expect(pulseSeries(pulse, 'orders', span, 5, 9)).toEqual([
      [0, 5, 10, 15],
      [1, 4, null, null],
      [0, 0, 7, 0],
      [7 / 3, 7 / 4, 7 / 4, 7 / 3].map((value) => expect.closeTo(value)),
    ])
    expect(pulseSeries(pulse, 'revenue', span, 10, 19)[1]).toEqual([13.5, 0])
  })

  it('draws nothing for minutes that are unknown, rather than zeros', () => {
    const nothing = [null, null]
    for (const draw of [pulseSeries, pulseSums]) {
      const [, today, baseline, trend] = draw({ minutes: null, baseline: null }, 'orders', { from: 0, to: 20 }, 10, 19)
      expect([today, baseline, trend]).toEqual([nothing, nothing, nothing])
    }
  })

  it('leaves coarse buckets as they are', () => {
    const [, , baseline, trend] = pulseSeries(pulse, 'orders', { from: 0, to: 60 }, 30, 59)
    expect(trend).toEqual(baseline)
  })

  it('ignores minutes outside the span', () => {
    expect(pulseSeries(pulse, 'orders', { from: 5, to: 9 }, 1, 30)[1]).toEqual([3, 0, 0, 0])
  })

  it('chooses bars wide enough to see', () => {
    const day = { from: 0, to: 1440 }
    expect([320, 1000, 2600, 6000].map((width) => bucketFor(day, width, 3.3))).toEqual([15, 5, 2, 1])
    expect(bucketFor({ from: 600, to: 660 }, 300, 3.3)).toBe(1)
  })

  it('ends a short span just after now, inside the day', () => {
    expect(spanOf(null, 600)).toEqual({ from: 0, to: 1440 })
    expect(spanOf(60, 607)).toEqual({ from: 555, to: 615 })
    expect(spanOf(60, 10)).toEqual({ from: 0, to: 60 })
    expect(spanOf(60, 1439)).toEqual({ from: 1380, to: 1440 })
  })

  it('names the busiest minute', () => {
    expect(busiestMinute(pulse.minutes)?.minute).toBe('00:05')
    expect(busiestMinute([])).toBeNull()
  })
})
