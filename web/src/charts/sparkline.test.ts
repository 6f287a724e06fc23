import { expect, it } from 'vitest'
import { gappedLines, sparkline } from './sparkline'

it('draws a line from the oldest to the newest, over an axis that begins at zero', () => {
  expect(sparkline([0, 5, 10], 10, 10)).toBe('0.0,10.0 5.0,5.0 10.0,0.0')
})
it('draws nothing for unknown values', () => {
  expect(gappedLines([null, 1, 2, null, null, 2, null], 2, 60, 10)).toEqual(['10.0,5.0 20.0,0.0', '50.0,0.0 50.0,0.0'])
  expect(gappedLines([null, null], 0, 60, 10)).toEqual([])
})
