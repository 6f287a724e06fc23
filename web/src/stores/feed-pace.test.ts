import { expect, it } from 'vitest'
import { createPace, EVERY_SECONDS } from './feed-pace'

/** Whether the feed is updated at each second, with this many lines a second coming in. */
function seconds(rates: number[]): { shown: boolean[]; tooFast: number | null } {
  const pace = createPace(100)
  let newest = 100
  const shown = rates.map((rate) => pace.tick((newest += rate)))
  return { shown, tooFast: pace.tooFast() }
}

it('shows every line while people can read them', () => {
  expect(seconds(Array.from({ length: 20 }, () => 2))).toEqual({ shown: Array.from({ length: 20 }, () => true), tooFast: null })
})

it('holds for some seconds when they come too fast, and lets go when they slow down', () => {
  const { shown, tooFast } = seconds(Array.from({ length: 21 }, () => 3000))
  expect(tooFast).toBe(3000)
  expect(shown.slice(1).filter(Boolean)).toHaveLength(20 / EVERY_SECONDS)
  const slowing = seconds([...Array.from({ length: 10 }, () => 3000), ...Array.from({ length: 6 }, () => 1)])
  expect([slowing.tooFast, slowing.shown.at(-1)]).toEqual([null, true])
})

it('does not take the lines from before the page for a rush', () => {
  const pace = createPace()
  expect([pace.tick(100), pace.tooFast(), pace.tick(101), pace.tooFast()]).toEqual([true, null, true, null])
})

it('is not thrown off by one large order', () => {
  expect(seconds([0, 0, 0, 0, 0, 9, 0, 0, 0]).tooFast).toBeNull()
})
