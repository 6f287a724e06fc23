import { expect, it } from 'vitest'
import { growthOf } from './writing'

const write = { share: (share: number) => `${share * 100}%`, more: (by: string) => `+${by}` }
const growth = (now: string, orders: number, revenue: string) => growthOf(now, { orders, revenue }, null, write)

it('is a percentage only of ten orders or more, and of fewer the difference, which says why', () => {
  expect(growth('30.00', 10, '20.00')).toMatchObject({ text: '50%', way: 'up', why: '', hint: '' })
  expect(growth('30.00', 9, '20.00')).toMatchObject({ text: '+10.00', way: 'up', why: '' })
  expect(growth('30.00', 9, '20.00').hint).toMatch(/fewer than ten orders/)
})

it('is a dash with a reason where there is nothing to compare with', () => {
  expect(growth('30.00', 0, '0.00')).toMatchObject({ text: '–', why: 'Nothing was sold by then.' })
  expect(growth('30.00', 12, '0.00')).toMatchObject({ text: '–', why: 'too few orders to compare' })
  expect(growthOf('30.00', null, null, write)).toMatchObject({ text: '–', why: 'unknown' })
  expect(growthOf(null, { orders: 12, revenue: '1.00' }, null, write).text).toBe('–')
})
