// npm run soak -- [--minutes 3] [--rate 20]
//
// Leaves the board open while orders come in, and compares the heap at the start and at the end. Fails
// when it grew by more than a tenth. Needs a build and the binary (LIVETILL_BIN); dist/ is the page.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { startServer } from '../dev/real-server.mjs'
import { launchOptions } from '../e2e/chromium.mjs'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '3' }, rate: { type: 'string', default: '20' } } })
const MINUTES = Number(values.minutes)
const RATE = Number(values.rate)
// The feed, the shapes of objects and the caches of the browser are settled after this.
const WARM_UP_MS = 45_000
const ALLOWED_GROWTH = 0.1

const server = await startServer(['demo', '--orders', '300000', '--rate', '0.01'])
const launched = await chromium.launchServer(launchOptions)
const browser = await chromium.connect(launched.wsEndpoint())
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const complaints = []
page.on('pageerror', (error) => complaints.push(error.message))
await page.addInitScript(() => {
  globalThis.longTasks = []
  globalThis.messages = 0
  new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: 'longtask', buffered: true })
  const { parse } = JSON
  JSON.parse = (...args) => {
    const value = parse(...args)
    if (typeof value?.seq === 'number') globalThis.messages += 1
    return value
  }
})

let sent = 0
let isOver = false
const sending = send()
await page.goto(server.url)
await page.getByTestId('connection').getByText('Live').waitFor()
const firstContent = await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1))
await sleep(WARM_UP_MS)
await page.evaluate(() => ([globalThis.loadTasks, globalThis.longTasks, globalThis.messages] = [globalThis.longTasks, [], 0]))

const client = await page.context().newCDPSession(page)
const start = await measure()
console.log(`start   ${line(start)}`)
const began = Date.now()
for (let minute = 1; minute <= MINUTES; minute += 1) {
  await sleep(Math.max(0, began + minute * 60_000 - Date.now()))
  if (minute % 10 === 0 || minute === MINUTES) console.log(`${String(minute).padStart(3)} min ${line(await measure())}`)
}
const end = await measure()
const { longTasks, loadTasks, messages } = await page.evaluate(() => ({ longTasks: globalThis.longTasks, loadTasks: globalThis.loadTasks, messages: globalThis.messages }))
isOver = true
await sending
await browser.close()
await launched.close()
await server.stop()

const growth = end.heap / start.heap - 1
console.log(`orders ${sent}, updates ${(messages / (MINUTES * 60)).toFixed(1)} a second, first content after ${firstContent} ms`)
console.log(`long tasks while updating: ${longTasks.length}, longest ${Math.max(0, ...longTasks)} ms; while loading: ${loadTasks.length}, longest ${Math.max(0, ...loadTasks)} ms`)
console.log(`heap ${mib(start.heap)} -> ${mib(end.heap)} MiB (${(growth * 100).toFixed(1)} %)`)
for (const complaint of complaints) console.error(`page: ${complaint}`)
if (growth > ALLOWED_GROWTH || complaints.length > 0) process.exit(1)

async function send() {
  for (let next = Date.now(); !isOver; next += 1000 / RATE) {
    await sleep(Math.max(0, next - Date.now()))
    const items = Array.from({ length: 1 + (sent % 3) }, (_, n) => ({ sku: `SOAK-${(sent * 7 + n * 13) % 400}`, name: `Soaked item ${(sent * 7 + n * 13) % 400}`, price: '1.99', quantity: 1 + (sent % 4) }))
    const body = JSON.stringify({ id: `soak-${Date.now()}-${sent}`, timestamp: new Date().toISOString(), items })
    sent += 1
    await fetch(`${server.api}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
}

async function measure() {
  // What only weak references held goes at the second collection, and what that held at the third.
  for (let n = 0; n < 3; n += 1) await client.send('HeapProfiler.collectGarbage')
  const { metrics } = await client.send('Performance.enable').then(() => client.send('Performance.getMetrics'))
  const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners'), memory: memoryOf(launched.process().pid) }
}

/** Resident memory of a process and all that it started, as far as /proc tells: the shared worker's too. */
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

function mib(bytes) {
  return (bytes / 1024 / 1024).toFixed(2)
}

function line({ heap, nodes, listeners, memory }) {
  return `heap ${mib(heap)} MiB, ${nodes} nodes, ${listeners} listeners, browser ${mib(memory)} MiB`
}
