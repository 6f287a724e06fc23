import { describe, expect, it } from 'vitest'
import { createFreshness } from './freshness'

const T = Date.parse('2018-03-11T10:00:00.000Z')
const stamp = (ms: number) => new Date(T + ms).toISOString()

describe('freshness', () => {
  it('measures the time from acceptance to paint even if the clocks are an hour apart', () => {
    const freshness = createFreshness()
    const browser = T + 3_600_000
    freshness.roundTrip(10)
    freshness.heard(stamp(0), browser + 5)
    expect(freshness.painted(stamp(-900), browser + 20)).toBeNull()
    freshness.heard(stamp(1000), browser + 1045)
    expect(freshness.painted(stamp(980), browser + 1060)).toEqual({ last: 80, median: 80, p95: 80, count: 1 })
  })

  it('counts an order once, however often the board is painted', () => {
    const freshness = createFreshness()
    freshness.heard(stamp(0), T)
    freshness.painted(stamp(-10), T)
    expect(freshness.painted(stamp(100), T + 130)?.count).toBe(1)
    expect(freshness.painted(stamp(100), T + 500)).toBeNull()
  })

  it('gives the median and the tail, and keeps a bounded history', () => {
    const freshness = createFreshness()
    freshness.heard(stamp(0), T)
    let last = null
    for (let n = 0; n <= 1000; n += 1) last = freshness.painted(stamp(n * 100), T + n * 100 + (n % 10 === 0 ? 200 : 30)) ?? last
    expect(last).toMatchObject({ median: 30, p95: 200, count: 200 })
  })
})
