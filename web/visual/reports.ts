import type { Goals, ItemFigures, ItemsReport, RangeFigures, RangeReport } from '../src/api/types'
import { history, popular } from './board'

const money = (cents: number) => (Math.round(cents) / 100).toFixed(2)

/** Four weeks until yesterday, against the four before. */
export function itemsReport(): ItemsReport {
  const items = popular(1000).map(({ sku, name, units }, place) => ({ sku, name: name ?? null, units, cents: units * (250 + ((place * 331) % 900)), place })).toSorted((a, b) => b.cents - a.cents)
  const all = items.reduce((sum, { cents }) => sum + cents, 0)
  const figures = (units: number, cents: number, returned: number): ItemFigures => ({ units, amount: money(cents), returned, returned_amount: money((returned * cents) / units), share: Math.round((cents / all) * 1e4) / 1e4 })
  const rows = items.map(({ sku, name, units, cents, place }, index) => ({
    sku, name, rank: index + 1, ...figures(units, cents, place % 4 === 1 ? Math.ceil(units / 40) : 0), before: figures(units, cents * (0.7 + ((place * 7) % 10) / 14), 0),
  }))
  const units = items.reduce((sum, { units }) => sum + units, 0)
  return {
    shop: 'default', currency: 'USD', first: '2018-02-12', last: '2018-03-10', compared_to: { first: '2018-01-15', last: '2018-02-10' },
    items: rows.length, offset: 0, top: 50, rows, total: figures(units, all, 120), total_before: figures(units, all * 0.93, 100),
  }
}

/** The week that runs, against the one before until the same minute. */
export function rangeReport(): RangeReport {
  const days = history.slice(-7)
  const of = (revenue: number, orders: number): RangeFigures => ({
    orders, revenue: money(revenue), discounts: '0.00', returns: money(revenue * 0.03), net_revenue: money(revenue * 0.97), total_sales: money(revenue * 0.97), charged: money(revenue * 0.97),
    sales_ex_tax: money(revenue * 0.97), average_order: money(revenue / orders), shipping: '0.00', tax: '0.00', fees: '0.00', tips: '0.00', gift_cards: '0.00', units: orders * 4, returned_units: 21, unique_items: null,
  })
  const steps = days.map(({ date, total, orders }, index) => ({
    first: date, last: date, total: of(Number(total) * 100, orders ?? 1), ...(index < 6 ? { before: of(Number(total) * (80 + ((index * 17) % 40)), orders ?? 1) } : {}),
  }))
  const cents = days.reduce((sum, { total }) => sum + Number(total) * 100, 0)
  const orders = days.reduce((sum, day) => sum + (day.orders ?? 0), 0)
  const unknown = Object.fromEntries(Object.keys(of(1, 1)).map((name) => [name, null])) as unknown as RangeFigures
  return {
    shop: 'default', currency: 'USD', first: days[0]?.date ?? '', last: days[6]?.date ?? '', total: of(cents, orders), compared_to: { first: '2018-02-26', last: '2018-03-04', until: '14:23' },
    before: { ...unknown, orders: orders - 200, revenue: money(cents * 0.91) }, steps,
  }
}

/** A forecast, and goals of which the day's is behind. */
export const goals: Goals = {
  shop: 'default', currency: 'USD', figure: 'net_revenue',
  day: { first: '2018-03-11', last: '2018-03-11', goal: '25000.00', reached: '12410.50', expected: '14250.00' },
  week: null,
  month: { first: '2018-03-01', last: '2018-03-31', goal: '600000.00', reached: '214300.00', expected: '203100.00' },
  forecast: { revenue: '23400.00', low: '21800.00', high: '25900.00', days: 8, share: 0.57 },
}
