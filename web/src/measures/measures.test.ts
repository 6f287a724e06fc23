// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { DayFigures, RevenueDay } from '@/api/types'
import { createFormats } from '@/format/formats'
import { german } from '@/words/de'
import { english } from '@/words/en'
import { grammarOf } from '@/words/grammar'
import { generateMeasures } from '../../scripts/generate-api.mjs'
import { MEASURES, type MeasureName } from './measures.gen'
import { madeMeasures, otherMeasures, tile, valueOf, valueOfDay } from './present'

it('the committed measures are those of openapi.json (if not: npm run generate)', async () => {
  const committed = await readFile(new URL('./measures.gen.ts', import.meta.url), 'utf8')
  expect(committed).toBe(await generateMeasures())
})

it.each([
  ['English', english(grammarOf('en', 'en-GB')).measures],
  ['German', german(grammarOf('de', 'de-DE')).measures],
])('every measure has words, and nothing else has: %s', (_, measures) => {
  expect(Object.keys(measures ?? {}).toSorted()).toEqual(MEASURES.map(({ name }) => name as string).toSorted())
})

const formats = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' })

const day = (date: string, sums: object = {}): RevenueDay => ({ date, total: '10.00', orders: 2, hours: null, units: 3, returns: '1.00', ...sums })

describe('which figures are shown', () => {
  it('are only the placed ones for orders that have nothing more', () => {
    expect(otherMeasures([day('2018-03-10'), day('2018-03-11')])).toEqual([])
    expect(otherMeasures([day('2018-03-10', { tips: '0.00' }), day('2018-03-11', { tips: null })])).toEqual([])
  })

  it('include those that any day has, and those made of them', () => {
    expect(otherMeasures([day('2018-03-10', { tips: '-0.50' }), day('2018-03-11', { tips: '0.00' })])).toEqual(['tips', 'charged'])
  })
})

it('a figure that would repeat another is left out', () => {
  const made = (...has: MeasureName[]) => madeMeasures((name) => has.includes(name))
  expect(made()).toEqual([])
  expect(made('returns')).toEqual(['net_revenue'])
  expect(made('shipping')).toEqual(['total_sales'])
  expect(made('discounts', 'tax', 'gift_cards')).toEqual(['net_revenue', 'total_sales', 'charged', 'sales_ex_tax'])
})

describe('a figure that is made of sums', () => {
  const sums = { discounts: '0.35', shipping: '4.90', tax: '1.05', fees: '0.00', tips: '0.50', gift_cards: '25.00' }

  it('is computed from a day of the history, to the last digit', () => {
    const made = (name: MeasureName) => valueOfDay(day('2018-03-11', sums), name)
    expect([made('net_revenue'), made('total_sales'), made('charged'), made('sales_ex_tax')]).toEqual(['8.65', '14.60', '40.10', '34.15'])
    expect(made('average_order')).toBe('4.83')
    expect(valueOfDay(day('2018-03-11', { ...sums, orders: 0 }), 'average_order')).toBe('0.00')
  })

  it('is unknown if one of them is', () => {
    expect(valueOfDay(day('2018-03-11', { ...sums, tax: null }), 'total_sales')).toBeNull()
    expect(valueOfDay(day('2018-03-11', { ...sums, total: null, orders: null }), 'average_order')).toBeNull()
  })
})

describe('a figure', () => {
  const figures: DayFigures = { orders: 1, unique_items: 1, units: null, revenue: '9.50', returns: '0.00', net_revenue: '9.50', average_order: '9.50' }

  it('is written according to its unit', () => {
    expect(tile('revenue', valueOf(figures, 'revenue'), formats)).toEqual({ label: 'Revenue', hint: 'gross', title: undefined, value: '$9.50' })
    expect(tile('orders', valueOfDay(day('2018-03-11'), 'orders'), formats).value).toBe('2')
    expect(valueOfDay(day('2018-03-11'), 'revenue')).toBe('10.00')
  })

  it('that is unknown is a dash with the reason, not a zero', () => {
    expect(tile('units', valueOf(figures, 'units'), formats)).toEqual({ label: 'Units', hint: 'unknown', title: 'The original design counted this day, without units.', value: '–' })
    const ofAnOlderServer: Partial<DayFigures> = { ...figures }
    delete ofAnOlderServer.returns
    expect(tile('returns', valueOf(ofAnOlderServer as DayFigures, 'returns'), formats)).toMatchObject({ value: '–', title: 'This day began before the figure was counted.' })
  })
})
