import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPastRounds, EVERY_MS, SPREAD_MS } from './past'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rounds() {
  const past = createPastRounds(() => 0.5)
  return { ...past, hear: (mark: string | null, date = '2018-03-11') => past.heard({ date, past: mark }) }
}

it('tells of a change of past days once, after a moment that differs from page to page', () => {
  const { round, hear } = rounds()
  hear('a')
  hear('a')
  vi.advanceTimersByTime(EVERY_MS)
  expect(round.value).toBe(0)
  hear('b')
  hear('c')
  expect(round.value).toBe(0)
  vi.advanceTimersByTime(SPREAD_MS / 2)
  expect(round.value).toBe(1)
})

it('tells at most twice a minute of changes that never end, and of the last one', () => {
  const { round, hear } = rounds()
  for (let second = 0; second <= 60; second += 1) {
    hear(String(second))
    vi.advanceTimersByTime(1000)
  }
  expect(round.value).toBe(2)
  vi.advanceTimersByTime(EVERY_MS + SPREAD_MS)
  expect(round.value).toBe(3)
  vi.advanceTimersByTime(2 * EVERY_MS)
  expect(round.value).toBe(3)
})

it('does not take a new day, or a server without marks, for a change', () => {
  const { round, hear } = rounds()
  hear('a')
  hear(null)
  hear('b', '2018-03-12')
  vi.advanceTimersByTime(2 * EVERY_MS)
  expect(round.value).toBe(0)
})

it('leaves no timer behind', () => {
  const { hear, stop } = rounds()
  hear('a')
  hear('b')
  stop()
  expect(vi.getTimerCount()).toBe(0)
})
