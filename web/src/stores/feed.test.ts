import { describe, expect, it } from 'vitest'
import { numberLines } from './feed'

const line = (sku: string) => ({ sku, name: sku, quantity: 1, price: '1.00', sold_at: '2018-03-11T10:00:00Z' })
const serials = (lines: { serial: number }[]) => lines.map((entry) => entry.serial)

describe('feed numbering', () => {
  it('keeps the numbers of lines that stay and counts new ones on', () => {
    const first = numberLines([], ['b', 'a'].map(line))
    expect(serials(first)).toEqual([2, 1])
    const second = numberLines(first, ['d', 'c', 'b', 'a'].map(line))
    expect(serials(second)).toEqual([4, 3, 2, 1])
    expect(serials(numberLines(second, ['d', 'c', 'b'].map(line)))).toEqual([4, 3, 2])
  })

  it('numbers everything anew when nothing of the old feed is left', () => {
    const first = numberLines([], ['b', 'a'].map(line))
    expect(serials(numberLines(first, ['z', 'y'].map(line)))).toEqual([4, 3])
  })

  it('tells two equal lines apart', () => {
    const first = numberLines([], ['a'].map(line))
    expect(serials(numberLines(first, ['a', 'a'].map(line)))).toEqual([1, 0])
  })

  it('handles an emptied feed', () => {
    expect(numberLines(numberLines([], [line('a')]), [])).toEqual([])
  })
})
