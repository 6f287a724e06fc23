import type { Board, Breakdown, LatestItem, LedgerOrder, PopularItem, Reconciliation, RevenueDay } from '../src/api/types'

/** The moment at which the pictures are taken, on the clock of the shop and of the browser. */
export const NOW = '2018-03-11T14:23:45.000-04:00'

const THINGS = ['Chocolate Chip Cookie', 'Polka Dot Mug', 'Earl Grey Tea Bags', 'Lavender Scented Candle', 'Mézes Kéks', 'Dinosaur Sticker Book', 'Striped Lunch Bag', 'Oat & Raisin Muffin']
const COLOURS = ['', 'White ', 'Blue ', 'Vintage ', 'Spotted ']
const NAMES = COLOURS.flatMap((colour) => THINGS.map((thing) => colour + thing))

const money = (cents: number) => `${Math.floor(cents / 100)}.${String(Math.round(cents) % 100).padStart(2, '0')}`
const centsOf = (...amounts: unknown[]) => amounts.reduce<number>((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
const pad = (value: number) => String(value).padStart(2, '0')

/** Between 0 and 1, the same in every run. */
function noise(n: number): number {
  const wave = Math.sin(n * 127.1) * 43758.5453
  return wave - Math.floor(wave)
}

/** How busy a minute of the day is: quiet nights, two humps. */
const level = (minute: number) => Math.max(0.02, Math.sin(((minute - 360) / 1080) * Math.PI)) * (0.75 + 0.25 * Math.cos(minute / 130))

function minutes(until: number, seed: number) {
  return Array.from({ length: until }, (_, minute) => ({ minute, orders: Math.floor(level(minute) * 4 * noise(minute + seed) + 0.4) }))
    .filter(({ orders }) => orders > 0)
    .map(({ minute, orders }) => ({ minute: `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`, orders, revenue: money(orders * (1800 + 900 * noise(minute * 3 + seed))) }))
}

function day(index: number) {
  const until = index === 6 ? 14 : 23
  const hours = Array.from({ length: 24 }, (_, hour) => (hour > until ? 0 : Math.round(level(hour * 60 + 30) * (hour === until ? 80_000 : 200_000) * (0.7 + 0.6 * noise(hour + index * 24)))))
  return { date: `2018-03-${pad(5 + index)}`, total: money(hours.reduce((a, b) => a + b, 0)), orders: 400 + index * 37, hours: hours.map(money) }
}

export function popular(scale: number): PopularItem[] {
  return NAMES.map((name, index) => ({ sku: String(20_000 + index * 97), name, units: Math.round((scale * 40) / (index + 3)) }))
}

const latest: LatestItem[] = Array.from({ length: 100 }, (_, n) => ({
  sku: String(20_000 + (n % NAMES.length) * 97),
  name: n % 17 === 5 ? null : (NAMES[(n * 7) % NAMES.length] ?? null),
  quantity: 1 + (n % 4),
  price: money(199 + ((n * 371) % 2400)),
  sold_at: new Date(Date.parse(NOW) - n * 7000).toISOString(),
}))

const revenue = Array.from({ length: 7 }, (_, index) => day(index))
const gross = revenue[6]?.total ?? '0.00'
const cents = Math.round(Number(gross) * 100)

const yesterday = popular(80).toReversed()
const today = yesterday.toSorted((a, b) => b.units - a.units).map((item) => ({ ...item, place_before: yesterday.findIndex(({ sku }) => sku === item.sku) + 1 }))

export const board: Board & { seq: number; stale: boolean } = {
  seq: 1, stale: false, shop: 'default', timezone: 'America/New_York', currency: 'USD', date: '2018-03-11', as_of: NOW,
  today: { orders: 622, unique_items: 145, units: 2310, revenue: gross, returns: '336.40', net_revenue: money(cents - 33_640), average_order: money(cents / 622) },
  popular: popular(1000), popular_today: today, latest, revenue,
  pulse: { minutes: minutes(14 * 60 + 24, 1), baseline: minutes(1440, 2) },
  comparison: { yesterday: { orders: 590, revenue: money(cents * 0.93) }, last_week: { orders: 655, revenue: money(cents * 1.08) } },
  alerts: [],
}

/** The same shop in the first minutes of a day on which nobody has bought yet. */
export const quietDay: typeof board = {
  ...board,
  today: { orders: 0, unique_items: 0, units: 0, revenue: '0.00', returns: '0.00', net_revenue: '0.00', average_order: '0.00' },
  popular_today: [], pulse: { minutes: [], baseline: board.pulse.baseline },
  revenue: revenue.map((day, index) => (index === 6 ? { ...day, total: '0.00', orders: 0, hours: day.hours.map(() => '0.00') } : day)),
}

/** A shop with about twenty orders a day. */
const few = (until: number, seed: number) => Array.from({ length: 20 }, (_, n) => ({ minute: 420 + n * 45 + Math.floor(40 * noise(n + seed)), orders: 1, revenue: money(1200 + 2400 * noise(n * 5 + seed)) }))
  .filter(({ minute }) => minute < until).map((entry) => ({ ...entry, minute: `${pad(Math.floor(entry.minute / 60))}:${pad(entry.minute % 60)}` }))
const fewDays = revenue.map((day, index) => {
  const hours = day.hours.map((amount, hour) => (noise(index * 24 + hour) > 0.45 ? money(Math.round(Number(amount) * 2)) : '0.00'))
  return { ...day, hours, orders: 14 + index, total: money(hours.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)) }
})
const fewMinutes = few(14 * 60 + 24, 4)
const FEW = fewMinutes.length
const fewToday = { ...(fewDays[6] as (typeof fewDays)[number]), orders: FEW }
export const smallShop: typeof board = {
  ...board,
  today: { orders: FEW, unique_items: 8, units: 20, revenue: fewToday.total, returns: '0.00', net_revenue: fewToday.total, average_order: money(centsOf(fewToday.total) / FEW) },
  popular: popular(2), popular_today: today.slice(0, 8).map((item, n) => ({ ...item, units: 4 - Math.floor(n / 2) })), revenue: [...fewDays.slice(0, 6), fewToday],
  pulse: { minutes: fewMinutes, baseline: few(1440, 9) },
  comparison: { yesterday: { orders: FEW - 2, revenue: '181.40' }, last_week: { orders: FEW - 1, revenue: '301.15' } },
}

/** The busiest day of the year, in a currency of large numbers: one hour sells more than the week before it. */
export const blackFriday: typeof board = {
  ...board,
  currency: 'HUF',
  today: { orders: 1_204_311, unique_items: 9145, units: 4_310_207, revenue: '9546299556842.00', returns: '33640812.00', net_revenue: '9546265916030.00', average_order: '7926772.00' },
  popular: popular(60_000), popular_today: today.map((item, n) => ({ ...item, units: item.units * 4000, place_before: n < 9 ? 300 + n * 71 : (item.place_before ?? 0) })),
  latest: latest.map((line) => ({ ...line, price: money(Number(line.price) * 900_000) })),
  pulse: { minutes: board.pulse.minutes?.map((entry) => (entry.minute >= '14:00' ? { ...entry, orders: entry.orders * 900 } : { ...entry, orders: entry.orders * 20 })) ?? null, baseline: board.pulse.baseline },
  revenue: revenue.map((day, index) => (index === 6 ? { ...day, total: '9546299556842.00', orders: 1_204_311, hours: day.hours.map((amount, hour) => (hour === 14 ? '9546187000000.00' : money(Number(amount) * 300))) } : day)),
}

/** A shop without a single order so far. */
export const newShop: typeof board = {
  ...quietDay, popular: [], latest: [], pulse: { minutes: [], baseline: [] },
  revenue: revenue.map((day) => ({ ...day, total: '0.00', orders: 0, hours: day.hours.map(() => '0.00') })),
  comparison: { yesterday: { orders: 0, revenue: '0.00' }, last_week: { orders: 0, revenue: '0.00' } },
}

/** The figures of a day of a shop whose orders have everything that an order may have. */
function richDay(day: (typeof revenue)[number]): RevenueDay {
  const gross = Math.round(Number(day.total) * 100)
  const part = (share: number) => money(Math.round(gross * share))
  const scaled = (share: number) => day.hours.map((amount) => money(Math.round(Number(amount) * 100 * share)))
  return {
    ...day, units: day.orders * 4, returned_units: 21, discounts: part(0.08), returns: part(0.03), shipping: part(0.06), tax: part(0.16), fees: part(0.005),
    tips: part(0.01), gift_cards: part(0.02), net_hours: scaled(0.89), total_hours: scaled(1.115),
  }
}
const richDays = revenue.map(richDay)
const richToday = richDays[6] as RevenueDay
const netCents = centsOf(richToday.total) - centsOf(richToday.discounts, richToday.returns)
const totalCents = netCents + centsOf(richToday.shipping, richToday.tax, richToday.fees)
const chargedCents = totalCents + centsOf(richToday.tips, richToday.gift_cards)
const sales = (share: number) => ({ orders: Math.round(600 * share), revenue: money(cents * share), net_revenue: money(cents * share * 0.89), total_sales: money(cents * share * 1.115), average_order: money((cents * 0.92) / 600) })

/** A shop that shows net revenue first, and sells with discounts, shipping, tax and tips. */
export const rich: typeof board = {
  ...board,
  headline: 'net_revenue',
  revenue: richDays,
  today: {
    ...board.today, returned_units: 21, discounts: richToday.discounts ?? '', returns: richToday.returns ?? '', shipping: richToday.shipping ?? '', tax: richToday.tax ?? '',
    fees: richToday.fees ?? '', tips: richToday.tips ?? '', gift_cards: richToday.gift_cards ?? '', net_revenue: money(netCents), total_sales: money(totalCents), charged: money(chargedCents),
    sales_ex_tax: money(chargedCents - centsOf(richToday.tax, richToday.shipping)), average_order: money((cents - centsOf(richToday.discounts)) / 622),
  },
  comparison: { ...board.comparison, whole_hours: { until: '14:00', today: sales(0.96), yesterday: sales(0.9), last_week: sales(1.02) } },
}

/** Where the rich shop sold, and where it went. */
export function breakdown(by: string, date: string): Breakdown {
  const values: (string | null)[] = by === 'channel' ? ['online', 'pos', 'marketplace', null] : ['US', 'CA', 'GB', 'DE', 'MX', null]
  const part = (share: number) => ({ orders: Math.round(622 * share), revenue: money(Math.round(cents * share)), discounts: '0.00', returns: '0.00', net_revenue: money(Math.round(cents * share)), share: Math.round(share * 1e4) / 1e4 })
  const shares = values.map((_, n) => (n === values.length - 1 ? 0.04 : (0.9 * 2 ** -(n + 1)) / (1 - 2 ** -(values.length - 1))))
  return {
    shop: 'default', currency: 'USD', by, first: date, last: date, begins: '2017-12-04', total: part(1), compared_to: null, not_compared: 'running',
    rows: values.map((value, n) => ({ value, ...part(shares[n] ?? 0) })), ...(by === 'country' ? { rest: { values: 9, ...part(0.06) } } : {}),
  }
}

/** Nothing was sold for a while; the alert about a silent source is snoozed. */
export const alarmed: typeof board = {
  ...board,
  alerts: [
    { id: 'sales_stopped.default', rule: 'sales_stopped', shop: 'default', source: null, since: '2018-03-11T17:36:00Z', raised_at: '2018-03-11T17:52:00Z', detail: 'no order in 47 min, 12.3 were expected', said: { code: 'sales_none', values: { minutes: '47', expected: '12.3' } }, snoozed_until: null },
    { id: 'data_stopped.default.kinesis', rule: 'data_stopped', shop: 'default', source: 'kinesis:orders', since: '2018-03-11T17:30:00Z', raised_at: '2018-03-11T17:31:00Z', detail: 'it could not be read for 53 min', said: { code: 'source_silent', values: { time: '53 min' } }, snoozed_until: '2018-03-11T19:00:00Z' },
  ],
}

/** 400 days of totals with a quiet Sunday and a growing year; the last nine are kept in detail. */
export const history: RevenueDay[] = Array.from({ length: 400 }, (_, index) => {
  if (index >= 393) return revenue[index - 393] as RevenueDay
  const date = new Date(Date.UTC(2018, 2, 11) - (399 - index) * 86_400_000)
  const total = Math.round((800_000 + index * 1500) * (date.getUTCDay() === 0 ? 0.55 : 1) * (0.8 + 0.4 * noise(index * 7)))
  const hours = index < 391 ? Array<string>(24).fill('0.00') : Array.from({ length: 24 }, (_, hour) => money((total * level(hour * 60 + 30)) / 12))
  return { date: date.toISOString().slice(0, 10), total: money(total), orders: Math.round(total / 3884), hours }
})

/** The days before today, as they were compared with the platform's books last night. */
export const reconciliation: Reconciliation = {
  shop: 'default',
  platform: 'shopify',
  currency: 'USD',
  at: '2018-03-11T02:10:11.000-05:00',
  equal: true,
  problem: null,
  days: history.slice(-8, -1).toReversed().map(({ date, total }) => {
    const amounts = { total: total ?? '0.00', tax: null, shipping: null }
    return { day: date, at: '2018-03-11T02:10:11.000-05:00', equal: true, theirs: amounts, ours: amounts, other_currencies: null, reported: null, detail: null, differences: [], total: 0, mended: 0 }
  }),
}

/** The orders of the ledger behind a figure: one cancelled, one with a return, one corrected. */
export const orders: LedgerOrder[] = Array.from({ length: 20 }, (_, n) => {
  const items = Array.from({ length: n === 3 ? 0 : 1 + (n % 3) }, (_, line) => ({
    sku: String(20_000 + ((n + line) % NAMES.length) * 97), name: NAMES[(n * 3 + line) % NAMES.length] ?? null, units: 1 + ((n + line) % 4),
  }))
  return {
    id: `#${10_622 - n}`, placed_at: new Date(Date.parse(NOW) - n * 95_000).toISOString(), version: n === 6 ? 3 : 0, cancelled: n === 3, standing: n === 3 ? 'cancelled' : 'counts',
    revenue: money(n === 3 ? 0 : (1499 + n * 120) * items.length), returns: n === 5 ? '12.50' : '0.00', items,
  }
})
