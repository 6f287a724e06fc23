import { expect, it } from 'vitest'
import { fullHeat, heatOf } from './heat'

/** A week of hours between 50 and 100. */
const usual = Array.from({ length: 168 }, (_, hour) => 50 + (hour % 51))

it('ends at the strongest hour of a usual week', () => {
  expect(fullHeat(usual)).toBe(100)
  expect([0, 1, 50, 100].map((amount) => heatOf(amount, 100))).toEqual([0, 10, 61, 100])
})

it('survives an hour, and a day, that sell a hundred times as much', () => {
  const hour = [...usual.slice(1), 10_000]
  const day = [...usual.slice(24), ...Array.from({ length: 24 }, () => 10_000)]
  for (const week of [hour, day]) {
    expect(fullHeat(week)).toBeLessThan(300)
    // Quiet hours still differ from lively ones, and none exceeds the strongest colour.
    expect(heatOf(100, fullHeat(week)) - heatOf(50, fullHeat(week))).toBeGreaterThan(15)
    expect(heatOf(10_000, fullHeat(week))).toBe(100)
  }
})

it('does not exist if nothing was sold', () => {
  expect([fullHeat([]), fullHeat([0, 0]), heatOf(5, 0), heatOf(-3, 10)]).toEqual([0, 0, 0, 0])
})
