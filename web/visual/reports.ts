import type { Goals, ItemFigures, ItemReport, ItemsReport, Overview, OverviewShop, RangeFigures, RangeReport } from '../src/api/types'
import { history, NOW, popular } from './board'

const money = (cents: number) => (Math.round(cents) / 100).toFixed(2)

/** Four weeks until yesterday, against the four before. */
export function itemsReport(): ItemsReport {
  const items = popular(1000).map(({ sku, name, units }, place) => ({ sku, name: name ?? null, units, cents: units * (250 + ((place * 331) % 900)), place })).toSorted((a, b) => b.cents - a.cents)
  const all = items.reduce((sum, { cents }) => sum + cents, 0)
  const figures = (units: number, cents: number, returned: number): ItemFigures => ({ units, amount: money(cents), returned, returned_amount: money((returned * cents) / units), share: Math.round((cents / all) * 1e4) / 1e4 })
  const rows = items.map(({ sku, name, units, cents, place }, index) => ({
    sku, name, rank: index + 1, ...figures(units, cents, place % 4 === 2 ? Math.ceil(units / 40) : 0), before: figures(units, cents * (0.7 + ((place * 7) % 10) / 14), 0),
  }))
  const units = items.reduce((sum, { units }) => sum + units, 0)
  return {
    shop: 'default', currency: 'USD', first: '2018-02-11', last: '2018-03-10', begins: '2017-12-04', compared_to: { first: '2018-01-14', last: '2018-02-10' },
    items: rows.length, offset: 0, top: 50, rows, total: figures(units, all, 120), total_before: figures(units, all * 0.93, 100),
  }
}

/** The current week, against the one before up to the same minute. */
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
    shop: 'default', currency: 'USD', first: days[0]?.date ?? '', last: days[6]?.date ?? '', begins: '2018-02-26', total: of(cents, orders), compared_to: { first: '2018-02-26', last: '2018-03-04', until: '14:23' },
    before: { ...unknown, orders: orders - 200, revenue: money(cents * 0.91) }, steps,
  }
}

/** A forecast, and goals; the day's goal is behind. */
export const goals: Goals = {
  shop: 'default', currency: 'USD', figure: 'net_revenue',
  day: { first: '2018-03-11', last: '2018-03-11', goal: '25000.00', reached: '12410.50', expected: '14250.00' },
  week: null,
  month: { first: '2018-03-01', last: '2018-03-31', goal: '600000.00', reached: '214300.00', expected: '203100.00' },
  forecast: { revenue: '23400.00', low: '21800.00', high: '25900.00', days: 8, share: 0.57 },
}

/** One item in the same four weeks: it was not sold every day, and some of it came back. */
export function itemReport(sku: string): ItemReport {
  const all = itemsReport()
  const { sku: own, name = null, before = null, units, amount, returned, returned_amount, share } = all.rows?.find((row) => row.sku === sku) ?? (all.rows?.[0] as NonNullable<ItemsReport['rows']>[number])
  const days = history.slice(-29, -1)
  const weights = days.map((_, index) => ((index * 7) % 5 === 0 ? 0 : 12 + ((index * 5) % 9)))
  const sold = parts(units ?? 0, weights)
  const back = parts(returned ?? 0, days.map((_, index) => (index % 9 === 4 ? 1 : 0)))
  const price = (Number(amount) * 100) / (units ?? 1)
  const steps = days.map(({ date }, index) => {
    const [units, returned] = [sold[index] ?? 0, back[index] ?? 0]
    return { first: date, last: date, figures: { units, amount: money(units * price), returned, returned_amount: money(returned * price), share: share === null || units === 0 ? 0 : 0.08 + (index % 5) / 100 } }
  })
  return { shop: 'default', currency: 'USD', sku: own, name, first: all.first, last: all.last, begins: all.begins, compared_to: all.compared_to, total: { units, amount, returned, returned_amount, share }, before, steps }
}

/** Splits a whole number by weights into parts that add up to it. */
function parts(whole: number, weights: number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const upTo = weights.map((_, index) => Math.round((whole * weights.slice(0, index + 1).reduce((all, weight) => all + weight, 0)) / sum))
  return upTo.map((end, index) => end - (upTo[index - 1] ?? 0))
}

/** Shops in three currencies: one has no rate, one is quiet, one could not be read. */
export const overview: Overview & { seq: number; stale: boolean } = {
  seq: 1, stale: false, as_of: NOW, currency: 'USD', count: 5, group_count: null, groups: null, unread: 1,
  rates: { available: ['EUR', 'GBP', 'USD'], base: 'EUR', date: '2018-03-09', missing: ['CHF'], used: [{ currency: 'GBP', rate: '0.89' }, { currency: 'USD', rate: '1.2291' }] },
  shops: [
    shop('default', 'America/New_York', 'USD', 783_312, 622, 45),
    { ...shop('uk-gifts', 'Europe/London', 'GBP', 412_055, 318, 190), display_name: 'The Gift Barn', converted: '5690.53' },
    { ...shop('de-berlin', 'Europe/Berlin', 'EUR', 101_240, 97, 2_700), converted: '1244.34', last_week: null, last_week_unknown: 'before_first' },
    { ...shop('ch-zurich', 'Europe/Zurich', 'CHF', 38_890, 21, 14_000), converted: null },
    { ...shop('ar-buenos-aires-with-a-long-name', 'America/Argentina/Buenos_Aires', 'USD', 0, 0, 90_000), revenue: null, orders: null, units: null, yesterday: null, last_week: null, unread: true },
  ],
  total: {
    shops: 3, orders: 1037, units: 3870, revenue: '14767.99', without_rate: 1, orders_without_rate: 21,
    comparison: { yesterday: { orders: 980, revenue: '13902.10' }, yesterday_unknown: 0, last_week: { orders: 900, revenue: '15540.00' }, last_week_unknown: 1 },
  },
}

function shop(name: string, timezone: string, currency: string, cents: number, orders: number, secondsAgo: number): OverviewShop {
  return {
    shop: name, display_name: null, timezone, currency, date: '2018-03-11', revenue: money(cents), converted: money(cents), orders, units: orders * 4, last_order_at: new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString(),
    yesterday: { orders: Math.round(orders * 0.9), revenue: money(cents * 0.93) }, last_week: { orders, revenue: money(cents * 1.08) },
  }
}
