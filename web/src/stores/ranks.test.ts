import { describe, expect, it } from 'vitest'
import { movement, rankingOf } from './ranks'

const before = rankingOf([{ sku: 'a', units: 9 }, { sku: 'b', units: 5 }, { sku: 'c', units: 1 }], 'yesterday')

describe('rank movement', () => {
  it('counts places gained and lost', () => {
    expect([movement(before, 'c', 1), movement(before, 'a', 2), movement(before, 'b', 2)]).toEqual([2, -1, 0])
  })
  it('knows new items, and when there is nothing to compare with', () => {
    expect(movement(before, 'z', 1)).toBe('new')
    expect(movement(null, 'a', 1)).toBeNull()
    expect(movement(rankingOf([], ''), 'a', 1)).toBeNull()
  })
})
