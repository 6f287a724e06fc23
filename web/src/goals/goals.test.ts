import { describe, expect, it } from 'vitest'
import { amountOf, shareOf, typedAs } from './goals'

describe('a goal', () => {
  it('can be typed as people write amounts', () => {
    const read = (locale: string, ...typed: string[]) => typed.map((text) => amountOf(text, locale))
    expect(read('en-GB', '1500', ' 1 500.50 ', '1500,5', '', '  ')).toEqual(['1500', '1500.50', '1500.5', null, null])
    expect(read('en-GB', 'much', '-5', '1,50,00', '1,500,5', '1.5.0', '.')).toEqual(Array(6).fill(undefined))
  })

  it('is read with the thousands of the language', () => {
    const read = (locale: string, ...typed: string[]) => typed.map((text) => amountOf(text, locale))
    expect(read('en-GB', '25,000', '1,500,000', '1,500.50', '25.000', '2,5')).toEqual(['25000', '1500000', '1500.50', '25.000', '2.5'])
    expect(read('de-DE', '25.000', '1.500.000', '1.500,50', '25,000', '2.5')).toEqual(['25000', '1500000', '1500.50', '25.000', '2.5'])
    expect(read('de-CH', '25’000', "25'000.50")).toEqual(['25000', '25000.50'])
    expect(read('hu-HU', '25\u00a0000', '25 000,5')).toEqual(['25000', '25000.5'])
    // What the form shows of a goal is that goal again, whatever its currency.
    for (const locale of ['en-GB', 'de-DE', 'de-CH', 'hu-HU', 'ar-EG']) for (const goal of ['25000', '250.000', '1234.50', '']) expect(amountOf(typedAs(goal, locale), locale)).toBe(goal || null)
  })

  it('has a share that is reached, null if that is unknown', () => {
    expect([shareOf('50.00', '200.00'), shareOf('-5.00', '200.00'), shareOf(null, '200.00'), shareOf('300', '200')]).toEqual([0.25, 0, null, 1.5])
  })
})
