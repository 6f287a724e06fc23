import { describe, expect, it } from 'vitest'
import { baseOf, shopOfPage } from './place'

describe('the place of a dashboard', () => {
  it('is where its pages are, at the root or below any path', () => {
    expect(baseOf('https://shop.example/days?date=2018-03-11')).toBe('https://shop.example/')
    expect(baseOf('https://shop.example/sales/till/?shop=acme')).toBe('https://shop.example/sales/till/')
    expect(baseOf('https://shop.example/sales/till/items?q=a/b')).toBe('https://shop.example/sales/till/')
  })

  it('names the shop, or `default`', () => {
    expect([shopOfPage('?shop=acme'), shopOfPage('')]).toEqual(['acme', 'default'])
  })
})
