import { expect, it } from 'vitest'
import { orbit, secondsOf } from './wall'

it('turns the page at a pace that can be read', () => {
  expect(['', '60', '0', '-3', 'x', '1'].map(secondsOf)).toEqual([20, 60, 20, 20, 20, 5])
})

it('comes back to where it was, never far from the middle', () => {
  const places = Array.from({ length: 9 }, (_, step) => orbit(step))
  expect(places[8]).toEqual(places[0])
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(8)
})
