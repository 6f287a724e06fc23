import { expect, it } from 'vitest'
import type { Breakdown } from '@/api/types'
import { changeOf, saysAnything } from './breakdowns'

const figures = (orders: number, revenue: string, share: number | null = null) => ({ orders, revenue, share, discounts: '0.00', returns: '0.00', net_revenue: revenue })
const breakdown = (...values: (string | null)[]): Breakdown => ({
  shop: 'default', currency: 'USD', by: 'channel', first: '2018-03-11', last: '2018-03-11', begins: '2018-02-11', total: figures(1, '1.00'), compared_to: null, rows: values.map((value) => ({ value, ...figures(1, '1.00') })),
})

it('is shown if any order has a channel', () => {
  expect(saysAnything(breakdown('pos', null))).toBe(true)
  expect(saysAnything(breakdown(null))).toBe(false)
  expect(saysAnything(breakdown())).toBe(false)
  expect(saysAnything({ ...breakdown(), rows: null, unknown: 'not_recorded' })).toBe(false)
})

it('a change is shown only against enough orders, and against revenue', () => {
  expect(changeOf(figures(12, '150.00'), figures(10, '100.00'))).toBeCloseTo(0.5)
  expect(changeOf(figures(12, '150.00'), figures(9, '100.00'))).toBeNull()
  expect(changeOf(figures(12, '150.00'), figures(10, '0.00'))).toBeNull()
  expect(changeOf(figures(12, '150.00'), undefined)).toBeNull()
})
