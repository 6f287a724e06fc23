// npm run tasks -- [--seconds 40] [--rate 20] [--path /]
//
// What the longest tasks of the page's main thread cost while orders come in, from a trace of the browser:
// in processor time, which a busy machine does not change, and by the clock. Needs what `soak` needs.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { startServer } from '../dev/real-server.mjs'
import { sendOrders } from '../dev/soak.mjs'
import { launchOptions } from '../e2e/chromium.mjs'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '40' }, rate: { type: 'string', default: '20' }, path: { type: 'string', default: '/' } } })
const seconds = Number(values.seconds)
const WARM_UP_MS = 20_000

const server = await startServer(['demo', '--orders', '300000', '--rate', '0.01'])
const browser = await chromium.launch(launchOptions)
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
await page.goto(server.url + values.path)
const orders = sendOrders(server.api, Number(values.rate))
await sleep(WARM_UP_MS)
await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'] })
await sleep(seconds * 1000)
const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
await orders.stop()
await browser.close()
await server.stop()

const thread = ({ pid, tid }) => `${pid}:${tid}`
const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread))
const spans = traceEvents.filter((event) => event.ph === 'X' && main.has(thread(event)))
const tasks = spans.filter(({ name }) => name === 'RunTask')
const ms = (micros) => (micros / 1000).toFixed(1)
const largest = (field) => ms(Math.max(0, ...tasks.map((task) => task[field] ?? 0)))
const busy = tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0)
console.log(`${tasks.length} tasks in ${seconds} s, ${((busy / seconds / 1e6) * 100).toFixed(1)} % of a core; longest ${largest('tdur')} ms of processor time, ${largest('dur')} ms by the clock`)
for (const task of tasks.toSorted((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0)).slice(0, 5)) {
  const within = spans.filter((event) => event !== task && thread(event) === thread(task) && event.ts >= task.ts && event.ts + event.dur <= task.ts + task.dur)
  const parts = within.toSorted((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0)).slice(0, 5).map(({ name, tdur = 0, args }) => `${name} ${args.data?.functionName ?? args.data?.type ?? ''} ${ms(tdur)}`.replace(/ +/g, ' '))
  console.log(`${ms(task.tdur ?? 0)} ms: ${parts.join(', ')}`)
}
