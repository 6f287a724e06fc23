import { expect, it } from 'vitest'
import type { LedgerOrder } from '@/api/types'
import { madeOf } from './made-of'

const order: LedgerOrder = { id: '1', placed_at: '2018-03-11T10:23:45-04:00', version: 0, cancelled: false, standing: 'counts', revenue: '20.00', returns: '0.00', items: [] }

it('an order lists what it is made of, and what was charged in the end', () => {
  const sums = { total_sales: '27.20', discounts: '2.00', charged: '28.20', shipping: '4.90', tips: '1.00', net_revenue: '18.00', tax: '4.30', returned_units: '2' }
  expect(madeOf({ ...order, sums }).map(({ name, amount }) => `${name} ${amount}`)).toEqual([
    'returned_units 2', 'discounts 2.00', 'shipping 4.90', 'tax 4.30', 'tips 1.00', 'charged 28.20',
  ])
  expect(madeOf(order)).toEqual([])
})
