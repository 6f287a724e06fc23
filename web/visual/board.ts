import type { Board, LatestItem, PopularItem } from '../src/api/types'

/** The moment at which the pictures are taken, on the clock of the shop and of the browser. */
export const NOW = '2018-03-11T14:23:45.000-04:00'

const THINGS = ['Chocolate Chip Cookie', 'Polka Dot Mug', 'Earl Grey Tea Bags', 'Lavender Scented Candle', 'Mézes Kéks', 'Dinosaur Sticker Book', 'Striped Lunch Bag', 'Oat & Raisin Muffin']
const COLOURS = ['', 'White ', 'Blue ', 'Vintage ', 'Spotted ']
const NAMES = COLOURS.flatMap((colour) => THINGS.map((thing) => colour + thing))

const money = (cents: number) => `${Math.floor(cents / 100)}.${String(Math.round(cents) % 100).padStart(2, '0')}`
const pad = (value: number) => String(value).padStart(2, '0')

/** Between 0 and 1, the same at every run. */
function noise(n: number): number {
  const wave = Math.sin(n * 127.1) * 43758.5453
  return wave - Math.floor(wave)
}

/** How lively a minute of the day is: quiet nights, two humps. */
const level = (minute: number) => Math.max(0.02, Math.sin(((minute - 360) / 1080) * Math.PI)) * (0.75 + 0.25 * Math.cos(minute / 130))

function minutes(until: number, seed: number) {
  return Array.from({ length: until }, (_, minute) => ({ minute, orders: Math.floor(level(minute) * 4 * noise(minute + seed) + 0.4) }))
    .filter(({ orders }) => orders > 0)
    .map(({ minute, orders }) => ({ minute: `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`, orders, revenue: money(orders * (1800 + 900 * noise(minute * 3 + seed))) }))
}

function day(index: number) {
  const until = index === 6 ? 14 : 23
  const hours = Array.from({ length: 24 }, (_, hour) => (hour > until ? 0 : Math.round(level(hour * 60 + 30) * 60_000 * (0.7 + 0.6 * noise(hour + index * 24)))))
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

export const board: Board & { seq: number; stale: boolean } = {
  seq: 1, stale: false, shop: 'default', timezone: 'America/New_York', currency: 'USD', date: '2018-03-11', as_of: NOW,
  today: { orders: 622, unique_items: 145, units: 2310, revenue: '24160.56', returns: '336.40', net_revenue: '23824.16', average_order: '38.84' },
  popular: popular(1000), popular_today: popular(80).toReversed().toSorted((a, b) => b.units - a.units), latest,
  revenue: Array.from({ length: 7 }, (_, index) => day(index)),
  pulse: { minutes: minutes(14 * 60 + 24, 1), baseline: minutes(1440, 2) },
  comparison: { yesterday: { orders: 590, revenue: '22410.10' }, last_week: { orders: 655, revenue: '25990.00' } },
}
