import { describe, expect, it } from 'vitest'
import { movement, placesBefore, rankingOf } from './ranks'

const before = rankingOf([{ sku: 'a', units: 9 }, { sku: 'b', units: 5 }, { sku: 'c', units: 1 }], () => 'yesterday')

describe('rank movement', () => {
  it('counts places gained and lost', () => {
    expect([movement(before, 'c', 1), movement(before, 'a', 2), movement(before, 'b', 2)]).toEqual([2, -1, 0])
  })
  it('knows new items, and when there is nothing to compare with', () => {
    expect(movement(before, 'z', 1)).toBe('new')
    expect(movement(null, 'a', 1)).toBeNull()
    expect(rankingOf([], () => '')).toBeNull()
  })
  it('shows no jump by hundreds for an item from a place where most sell the same', () => {
    const places = placesBefore([{ sku: 'a', units: 9, place_before: 412 }, { sku: 'b', units: 5, place_before: 50 }], () => 'yesterday')
    expect([movement(places, 'a', 1), movement(places, 'b', 2)]).toEqual(['new', 48])
  })
  it('takes the previous day’s places from the board', () => {
    const items = [{ sku: 'a', units: 9, place_before: 4 }, { sku: 'b', units: 5, place_before: 0 }]
    const places = placesBefore(items, () => 'yesterday')
    expect([movement(places, 'a', 1), movement(places, 'b', 2)]).toEqual([3, 'new'])
    expect(placesBefore([{ sku: 'a', units: 9 }], () => 'yesterday')).toBeNull()
    const allNew = placesBefore([{ sku: 'a', units: 9, place_before: 0 }], () => 'yesterday')
    expect(movement(allNew, 'a', 1)).toBe('new')
  })
})
