import { describe, expect, it } from 'vitest'
import { amountOf, shareOf } from './goals'

describe('a goal', () => {
  it('can be typed as people write amounts', () => {
    expect(['1500', ' 1 500.50 ', '1500,5', '', '  '].map(amountOf)).toEqual(['1500', '1500.50', '1500.5', null, null])
    expect(['1,500.00', 'much', '-5'].map(amountOf)).toEqual([undefined, undefined, undefined])
  })

  it('has a share that is reached, null if that is unknown', () => {
    expect([shareOf('50.00', '200.00'), shareOf('-5.00', '200.00'), shareOf(null, '200.00'), shareOf('300', '200')]).toEqual([0.25, 0, null, 1.5])
  })
})
