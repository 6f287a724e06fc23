import { describe, expect, it } from 'vitest'
import type { MeasureName } from './measures.gen'
import { STEPS, waterfall } from './waterfall'

const reading = (values: Partial<Record<MeasureName, string | null>>) => (name: MeasureName) => values[name] ?? null
const among = (...names: MeasureName[]) => (name: MeasureName) => names.includes(name)

describe('how the sales of a day add up', () => {
  it('goes through every figure of a shop, exactly', () => {
    const values = { revenue: '100.10', discounts: '20.05', returns: '5.00', shipping: '4.90', tax: '14.25', fees: '1.00' }
    const steps = waterfall(reading(values), () => true)
    expect(steps.map(({ name, kind, amount }) => [name, kind, amount])).toEqual([
      ['revenue', 'sum', '100.10'],
      ['discounts', -1, '20.05'],
      ['returns', -1, '5.00'],
      ['net_revenue', 'sum', '75.05'],
      ['shipping', 1, '4.90'],
      ['tax', 1, '14.25'],
      ['fees', 1, '1.00'],
      ['total_sales', 'sum', '95.20'],
    ])
    expect(steps.map(({ name }) => name)).toEqual(STEPS)
    // A bar begins where the one before ends, and sums begin at zero.
    const [gross, discounts, , net, shipping] = steps
    expect([gross?.from, gross?.to, discounts?.to]).toEqual([0, 1, 1])
    expect(shipping?.from).toBe(net?.to)
  })

  it('leaves out what the shop lacks, and a sum that would repeat the one before', () => {
    const values = { revenue: '10.00', returns: '2.50', shipping: '3.00' }
    const names = (...has: MeasureName[]) => waterfall(reading(values), among(...has)).map(({ name }) => name)
    expect(names('returns')).toEqual(['revenue', 'returns', 'net_revenue'])
    expect(names('shipping')).toEqual(['revenue', 'shipping', 'total_sales'])
    expect(names()).toEqual([])
  })

  it('goes below zero if more came back than was sold', () => {
    const steps = waterfall(reading({ revenue: '10.00', returns: '40.00' }), among('returns'))
    expect(steps.map(({ amount }) => amount)).toEqual(['10.00', '40.00', '-30.00'])
    expect(steps.map(({ from, to }) => [from, to])).toEqual([[0.75, 1], [0, 1], [0, 0.75]])
  })

  it('has no sum of unknown parts', () => {
    const steps = waterfall(reading({ revenue: '10.00', discounts: null, shipping: '1.00' }), among('discounts', 'shipping'))
    expect(steps.map(({ amount }) => amount)).toEqual(['10.00', null, null, '1.00', null])
  })
})
