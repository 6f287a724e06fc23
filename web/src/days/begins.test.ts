import { expect, it } from 'vitest'
import type { RangeFigures, RangeReport } from '@/api/types'
import { isBefore, sinceFirst } from './begins'
import { partsOf } from './period'

const total = { revenue: '0.00', orders: 0 } as unknown as RangeFigures
const step = (first: string, last: string) => ({ first, last, total })
const report = (first: string, last: string, begins: string | null) =>
  sinceFirst({ first, last, begins, total, steps: [step('2018-02-26', '2018-03-04'), step('2018-03-05', '2018-03-11')] } as unknown as RangeReport)

it('a step or report that ends before the first day is unknown, one that reaches it is not', () => {
  const shownOf = (found: RangeReport) => [found.total.revenue, ...found.steps.map(({ total: { revenue } }) => revenue)]
  expect(shownOf(report('2018-02-26', '2018-03-11', '2018-03-05'))).toEqual(['0.00', null, '0.00'])
  expect(shownOf(report('2018-02-26', '2018-03-11', '2018-03-04'))).toEqual(['0.00', '0.00', '0.00'])
  expect(shownOf(report('2018-02-26', '2018-03-11', '2018-03-12'))).toEqual([null, null, null])
  expect(partsOf(report('2018-02-26', '2018-03-11', '2018-03-05').steps, () => null).map(({ date }) => date)).toEqual(['2018-03-05'])
})

it('a shop without orders, and a server that does not say, have no first day', () => {
  expect(report('2018-02-26', '2018-03-11', null).total).toEqual(total)
  expect(isBefore('2018-03-11', undefined)).toBe(false)
})
