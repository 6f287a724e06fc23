// Development only: answers /v1/board and /v1/live with made-up sales, so that the dashboard can be
// worked on without the real server. Nothing here counts orders the way Livetill does.
//
//   npm run mock -- [--port 8080] [--rate 4] [--at 14:30] [--empty] [--timezone Europe/London] [--currency GBP]
//
// While it runs: POST /mock/silence?seconds=20 stops every message (a stale page), ending the process
// is "server gone". POST /v1/orders is accepted without any of the real checks. With a built dist/ it
// serves the page too, under the same content security policy as the real server.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { sampleShop } from './sample-shop.mjs'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    rate: { type: 'string', default: '1' },
    at: { type: 'string' },
    empty: { type: 'boolean', default: false },
    timezone: { type: 'string', default: 'Europe/London' },
    currency: { type: 'string', default: 'GBP' },
  },
})
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const shop = sampleShop()
const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: options.timezone, dateStyle: 'short', timeStyle: 'medium' })
const wall = parts.format(Date.now()).split(' ')[1]
const minutesOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
const shift = options.at ? (minutesOf(options.at) - minutesOf(wall)) * 60_000 : 0
const now = () => new Date(Date.now() + shift)
const local = (date) => parts.format(date)
const offset = () => {
  const name = new Intl.DateTimeFormat('en', { timeZone: options.timezone, timeZoneName: 'longOffset' })
  return name.formatToParts(now()).find((part) => part.type === 'timeZoneName').value.slice(3) || '+00:00'
}
const stamp = (date) => `${local(date).replace(' ', 'T')}.${String(date.getMilliseconds()).padStart(3, '0')}${offset()}`
const money = (cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

// Eight days of minutes, the last one today.
const days = Array.from({ length: 8 }, (_, index) => ({
  date: local(new Date(now().getTime() - (7 - index) * 86_400_000)).slice(0, 10),
  minutes: Array.from({ length: 1440 }, () => ({ orders: 0, cents: 0 })),
}))
const today = { units: new Map(), returns: 0 }
const allTime = new Map()
let latest = []

function sell(day, minute, order, soldAt) {
  day.minutes[minute].orders += 1
  day.minutes[minute].cents += order.cents
  for (const { product, quantity } of order.lines) {
    allTime.set(product, (allTime.get(product) ?? 0) + quantity)
    if (day === days[7]) today.units.set(product, (today.units.get(product) ?? 0) + quantity)
    if (soldAt) latest.unshift({ sku: product.sku, name: product.name, quantity, price: money(product.cents), sold_at: soldAt })
  }
  latest = latest.slice(0, 100)
}

const nowMinute = () => minutesOf(local(now()).slice(11))
if (!options.empty) {
  days.forEach((day, index) => {
    const end = index === 7 ? nowMinute() : 1440
    const level = [0.94, 0.8, 0.9, 1, 1.1, 1.3, 1.24, 1.12][index]
    for (let minute = 0; minute < end; minute += 1) {
      for (let n = shop.poisson(shop.rate(minute, level)); n > 0; n -= 1) {
        const recent = index === 7 && minute > end - 60
        sell(day, minute, shop.order(), recent ? stamp(new Date(now().getTime() - (end - minute) * 60_000)) : undefined)
      }
    }
  })
  today.returns = 28_450
}

const top = (units) =>
  [...units].sort((a, b) => b[1] - a[1] || (a[0].sku < b[0].sku ? 1 : -1)).slice(0, 50)
    .map(([product, count]) => ({ sku: product.sku, name: product.name, units: count }))
const until = (day, end) => day.minutes.slice(0, end).reduce((t, m) => ({ orders: t.orders + m.orders, cents: t.cents + m.cents }), { orders: 0, cents: 0 })
const sparse = (day) => day.minutes.flatMap((m, i) => m.orders === 0 ? [] : [{
  minute: `${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`, orders: m.orders, revenue: money(m.cents),
}])
const baseline = (day) => { const t = until(day, nowMinute() + 1); return { orders: t.orders, revenue: money(t.cents) } }

function board() {
  const total = until(days[7], 1440)
  return {
    shop: 'default', timezone: options.timezone, currency: options.currency, date: days[7].date, as_of: stamp(now()),
    today: {
      orders: total.orders, unique_items: today.units.size, units: [...today.units.values()].reduce((a, b) => a + b, 0),
      revenue: money(total.cents), returns: money(today.returns), net_revenue: total.cents >= today.returns ? money(total.cents - today.returns) : `-${money(today.returns - total.cents)}`,
      average_order: money(total.orders ? Math.round(total.cents / total.orders) : 0),
    },
    popular: top(allTime), popular_today: top(today.units), latest,
    revenue: days.slice(1).map((day) => ({
      date: day.date, total: money(until(day, 1440).cents), orders: until(day, 1440).orders,
      hours: Array.from({ length: 24 }, (_, h) => money(day.minutes.slice(h * 60, h * 60 + 60).reduce((t, m) => t + m.cents, 0))),
    })),
    pulse: { minutes: sparse(days[7]), baseline: sparse(days[0]) },
    comparison: { yesterday: baseline(days[6]), last_week: baseline(days[0]) },
  }
}

const json = (response, status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://mock')
  if (url.pathname === '/v1/board') return json(response, 200, board())
  if (url.pathname === '/mock/silence') {
    silentUntil = Date.now() + Number(url.searchParams.get('seconds') ?? 20) * 1000
    return json(response, 200, { silent: true })
  }
  if (url.pathname === '/v1/orders') {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const lines = JSON.parse(body).items.map((item) => {
        const product = { sku: String(item.sku), name: item.name ?? null, cents: Math.round(Number(item.price) * 100) }
        return { product, quantity: item.quantity }
      })
      sell(days[7], nowMinute(), { lines, cents: lines.reduce((t, l) => t + l.product.cents * l.quantity, 0) }, stamp(now()))
      changed = true
      json(response, 200, { accepted: 1, duplicates: 0, updated: 0, rejected: [] })
    })
    return
  }
  const path = join(dist, normalize(url.pathname === '/' ? '/index.html' : url.pathname))
  if (!path.startsWith(dist) || !existsSync(path) || statSync(path).isDirectory()) return json(response, 404, { title: 'Not found', status: 404 })
  response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': POLICY })
  createReadStream(path).pipe(response)
})

let changed = false
let silentUntil = 0
let seq = 1
const sockets = new WebSocketServer({ server, path: '/v1/live' })
sockets.on('connection', (socket) => socket.send(JSON.stringify({ ...board(), seq })))
const broadcast = (message) => {
  if (Date.now() < silentUntil) return
  seq += 1
  for (const socket of sockets.clients) socket.send(JSON.stringify({ seq, as_of: stamp(now()), ...message }))
}

// Orders arrive at --rate per second on average; a changed board goes out at most ten times a second.
const rate = Number(options.rate)
if (!options.empty && rate > 0) {
  setInterval(() => {
    for (let n = shop.poisson(rate / 20); n > 0; n -= 1) {
      sell(days[7], nowMinute(), shop.order(), stamp(now()))
      changed = true
    }
  }, 50)
}
setInterval(() => {
  if (!changed) return
  changed = false
  const { today: figures, popular, popular_today, latest: lines, revenue, pulse, comparison } = board()
  broadcast({ today: figures, popular, popular_today, latest: lines, revenue, pulse, comparison })
}, 100)
setInterval(() => broadcast({}), 5000)

server.listen(Number(options.port), '127.0.0.1', () => {
  console.log(`made-up sales on http://127.0.0.1:${options.port} (development only)`)
})
