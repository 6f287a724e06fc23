import { expect, it } from 'vitest'
import { growthOf } from './writing'

const growth = (now: string, orders: number, revenue: string) => growthOf(now, { orders, revenue }, null, (share) => `${share * 100}%`)

it('is a percentage of ten orders or more', () => {
  expect(growth('30.00', 10, '20.00')).toEqual({ text: '50%', way: 'up', why: '' })
  expect(growth('30.00', 9, '20.00')).toEqual({ text: '–', way: 'level', why: 'too few orders to compare' })
})

it('is a dash with a reason where there is nothing to compare with', () => {
  expect(growth('30.00', 0, '0.00')).toMatchObject({ text: '–', why: 'Nothing was sold by then.' })
  expect(growthOf('30.00', null, null, String)).toMatchObject({ text: '–', why: 'unknown' })
  expect(growthOf(null, { orders: 12, revenue: '1.00' }, null, String).text).toBe('–')
})
