// Leaves pages open while orders come in, and measures what they cost: heap, long tasks, lag.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { launchOptions } from '../e2e/chromium.mjs'
import { ownBytes } from './own-bytes.mjs'
import { startServer } from './real-server.mjs'

// After this time, the feed is full and every page of the wall has been shown.
const WARM_UP_SECONDS = 45
// The page itself collects and reads, in one task. Between two commands from outside it would go on working, and could make half
// a mebibyte on a busy machine.
const FLAGS = ['--js-flags=--expose-gc', '--enable-precise-memory-info']
// The smallest reading counts: a page of the wall is released a moment after it was left, on a busy machine some seconds after.
const READINGS = 8
const SNAPSHOTS = 2
const READING_APART_MS = 500
const LOG_EVERY_MINUTES = 5
const TURNS = 30
// Shares of what a page holds. A hundred bytes left behind by each update are 0.025 a minute. Some growth is allowed: longer
// names in the feed, one more minute of the pulse each minute, and one more ranking of the last hour every five.
const ALLOWED_GROWTH = { once: 0.02, aMinute: 0.0005 }
// The same for the whole heap, with the browser's compiled code.
const ALLOWED_HEAP = { times: 1.25, more: 1024 * 1024 }
const VIEWPORT = { width: 1440, height: 900 }

/**
 * Opens `paths` of a demo shop, each in a tab of its own, posts `rate` orders a second for `minutes`, and reports for each path
 * what the page holds and the whole heap, in bytes after full collections, at the start and at the end, the messages a second,
 * long tasks (50 ms and more, in ms) and how late timers were at most (ms). `log` gets the progress.
 */
export async function soak({ minutes, rate, paths, log, warmUpSeconds = WARM_UP_SECONDS }) {
  const server = await startServer(['demo', '--orders', '300000', '--rate', '0.01'])
  const launched = await chromium.launchServer({ ...launchOptions, args: [...launchOptions.args, ...FLAGS] })
  const browser = await chromium.connect(launched.wsEndpoint())
  const context = await browser.newContext({ viewport: VIEWPORT })
  const orders = sendOrders(server.api, rate)
  try {
    const tabs = []
    for (const path of paths) tabs.push(await openTab(context, server.url, path))
    await sleep(warmUpSeconds * 1000)
    for (const tab of tabs) await tab.begin()
    for (const tab of tabs) await tab.restart()
    const memoryAtStart = memoryOf(launched.process().pid)
    for (const tab of tabs) log(`start    ${tab.path}: ${line(tab.start)}`)
    const began = Date.now()
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(Math.max(0, began + minute * 60_000 - Date.now()))
      if (minute % LOG_EVERY_MINUTES !== 0 || minute === minutes) continue
      for (const tab of tabs) await tab.hear()
      for (const tab of tabs) log(`${String(minute).padStart(3)} min  ${tab.path}: ${line(await tab.measure())}`)
      for (const tab of tabs) await tab.restart()
    }
    // Reading one page holds up the other.
    for (const tab of tabs) await tab.hear()
    const results = []
    for (const tab of tabs) results.push(await tab.finish())
    return { tabs: results, orders: orders.count(), memory: [memoryAtStart, memoryOf(launched.process().pid)] }
  } finally {
    await orders.stop()
    await browser.close()
    await launched.close()
    await server.stop()
  }
}

/** What is wrong with a page after this many minutes, in words. */
export function faultsOf({ start, end, growth, updatesPerSecond, complaints }, minutes) {
  const allowed = ALLOWED_GROWTH.once + ALLOWED_GROWTH.aMinute * minutes
  return [
    ...complaints,
    ...(updatesPerSecond > 1 ? [] : [`only ${updatesPerSecond.toFixed(1)} updates a second came`]),
    ...(growth <= allowed ? [] : [`what it holds grew by ${percent(growth)}, more than ${percent(allowed)}`]),
    ...(end.heap <= start.heap * ALLOWED_HEAP.times + ALLOWED_HEAP.more ? [] : [`the heap grew from ${mib(start.heap)} to ${mib(end.heap)} MiB`]),
    ...(end.nodes <= start.nodes * 1.5 + 500 ? [] : [`nodes grew from ${start.nodes} to ${end.nodes}`]),
    ...(end.listeners <= start.listeners * 1.5 + 100 ? [] : [`listeners grew from ${start.listeners} to ${end.listeners}`]),
  ]
}

async function openTab(context, origin, path) {
  const page = await context.newPage()
  const complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.addInitScript(watchPage)
  await page.goto(origin + path)
  await page.getByTestId('connection').getByText('Live').waitFor()
  const client = await context.newCDPSession(page)
  await client.send('Performance.enable')

  const button = (name) => page.getByRole('button', { name, exact: true })
  const isWall = async () => (await button('Now').count()) > 0
  async function read() {
    const heap = await page.evaluate(collectAndRead)
    const { metrics } = await client.send('Performance.getMetrics')
    const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0
    return { heap, nodes: of('Nodes'), listeners: of('JSEventListeners') }
  }
  async function measure() {
    // The pages of the wall have different sizes, so both readings are taken on the same one, which stays open for them.
    if (await isWall()) {
      await button('Now').click()
      await button('Pause').click()
    }
    const readings = []
    for (let n = 0; n < READINGS; n += 1) {
      readings.push(await read())
      await sleep(READING_APART_MS)
    }
    const held = []
    for (let n = 0; n < SNAPSHOTS; n += 1) held.push(await ownBytes(client))
    if (await isWall()) await button('Resume').click()
    const least = (key) => Math.min(...readings.map((reading) => reading[key]))
    return { own: Math.min(...held), heap: least('heap'), nodes: least('nodes'), listeners: least('listeners') }
  }

  // Forcing a garbage collection is a long task that no visitor has, so what the page measures meanwhile does not count.
  const seen = { messages: 0, longTasks: [], lag: 0, seconds: 0 }
  const restart = () => page.evaluate(() => globalThis.soaked.restart())
  async function hear() {
    const { messages, longTasks, lag, seconds } = await restart()
    seen.messages += messages
    seen.longTasks.push(...longTasks)
    seen.lag = Math.max(seen.lag, lag)
    seen.seconds += seconds
  }
  const tab = {
    path,
    start: null,
    hear,
    measure,
    restart,
    async begin() {
      tab.load = await restart()
      // Once it has seen some charts, what the browser has learned about them holds on to the last one.
      if (await isWall()) for (let n = 0; n < TURNS; n += 1) await page.keyboard.press('ArrowRight')
      tab.start = await measure()
    },
    async finish() {
      const end = await measure()
      return { path, start: tab.start, end, growth: end.own / tab.start.own - 1, updatesPerSecond: seen.messages / seen.seconds, longTasks: seen.longTasks, lag: seen.lag, firstContent: tab.load.firstContent, loadTasks: tab.load.longTasks, complaints }
    },
  }
  return tab
}

/** Runs in the page. Objects with only weak references go at the second collection, and what they held at the third. */
function collectAndRead() {
  for (let n = 0; n < 3; n += 1) globalThis.gc()
  return performance.memory.usedJSHeapSize
}

/** Runs in the page before anything else. */
function watchPage() {
  const nothing = () => ({ messages: 0, longTasks: [], lag: 0, since: performance.now() })
  let seen = nothing()
  new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: 'longtask', buffered: true })
  const { parse } = JSON
  JSON.parse = (...args) => {
    const value = parse(...args)
    if (typeof value?.seq === 'number') seen.messages += 1
    return value
  }
  const STEP_MS = 10
  let due = performance.now() + STEP_MS
  setInterval(() => {
    const now = performance.now()
    seen.lag = Math.max(seen.lag, now - due)
    due = now + STEP_MS
  }, STEP_MS)
  globalThis.soaked = {
    restart() {
      const before = { ...seen, seconds: (performance.now() - seen.since) / 1000, firstContent: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1) }
      seen = nothing()
      due = performance.now() + STEP_MS
      return before
    },
  }
}

/** Posts `rate` orders a second until it is stopped. If a connection breaks, its order is sent again. */
export function sendOrders(api, rate) {
  let sent = 0
  let isOver = false
  async function send() {
    for (let next = Date.now(); !isOver; next += 1000 / rate) {
      await sleep(Math.max(0, next - Date.now()))
      const items = Array.from({ length: 1 + (sent % 3) }, (_, n) => ({ sku: `SOAK-${(sent * 7 + n * 13) % 400}`, name: `Soaked item ${(sent * 7 + n * 13) % 400}`, price: '1.99', quantity: 1 + (sent % 4) }))
      const body = JSON.stringify({ id: `soak-${Date.now()}-${sent}`, timestamp: new Date().toISOString(), items })
      const post = () => fetch(`${api}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      await post().catch(post)
      sent += 1
    }
  }
  const sending = send()
  return {
    count: () => sent,
    stop() {
      isOver = true
      return sending
    },
  }
}

/** Resident bytes of a process and everything it started, as far as /proc knows them, including the shared worker. */
function memoryOf(root) {
  try {
    const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [Number(pid), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])])
    const family = new Set([root])
    for (let before = 0; before !== family.size;) {
      before = family.size
      for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid)
    }
    const kib = [...family].map((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0))
    return kib.reduce((a, b) => a + b, 0) * 1024
  } catch {
    return 0
  }
}

export const mib = (bytes) => (bytes / 1024 / 1024).toFixed(3)

export const percent = (share) => `${(share * 100).toFixed(1)} %`

const line = ({ own, heap, nodes, listeners }) => `own ${mib(own)} MiB, heap ${mib(heap)} MiB, ${nodes} nodes, ${listeners} listeners`
