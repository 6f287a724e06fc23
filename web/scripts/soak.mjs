// npm run soak -- [--minutes 3] [--rate 20] [--path /] [--path '/?wall=5'] [--warm-up SECONDS]
//
// Leaves pages open while orders come in, and compares the heap at the start and at the end. Fails when one
// grew by more than a tenth. What the browser compiles of the code comes in the first minutes, so a run of
// an hour begins to compare after five. Needs a build and the binary (LIVETILL_BIN); dist/ is the page.
import { parseArgs } from 'node:util'
import { mib, soak } from '../dev/soak.mjs'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '3' }, rate: { type: 'string', default: '20' }, path: { type: 'string', multiple: true, default: ['/'] }, 'warm-up': { type: 'string' } },
})
const ALLOWED_GROWTH = 0.1
/** Seconds. In a short run there is no time to wait for it, and its growth holds what is compiled too. */
const WARM_UP = { short: 45, long: 300 }
const LONG_MINUTES = 10

const minutes = Number(values.minutes)
const warmUpSeconds = Number(values['warm-up'] ?? (minutes < LONG_MINUTES ? WARM_UP.short : WARM_UP.long))

const { tabs, orders, memory } = await soak({ minutes, rate: Number(values.rate), paths: values.path, warmUpSeconds, log: console.log })
console.log(`orders ${orders}, browser ${mib(memory[0])} -> ${mib(memory[1])} MiB`)
for (const tab of tabs) {
  console.log(`${tab.path}: ${tab.updatesPerSecond.toFixed(1)} updates a second, first content after ${tab.firstContent} ms`)
  console.log(`  long tasks while updating: ${tab.longTasks.length}, longest ${Math.max(0, ...tab.longTasks)} ms, timers at most ${tab.lag.toFixed(0)} ms late; long tasks while loading: ${tab.loadTasks.length}, longest ${Math.max(0, ...tab.loadTasks)} ms`)
  console.log(`  heap ${mib(tab.start.heap)} -> ${mib(tab.end.heap)} MiB (${(tab.growth * 100).toFixed(1)} %), nodes ${tab.start.nodes} -> ${tab.end.nodes}, listeners ${tab.start.listeners} -> ${tab.end.listeners}`)
  for (const complaint of tab.complaints) console.error(`  page: ${complaint}`)
}
if (tabs.some((tab) => tab.growth > ALLOWED_GROWTH || tab.complaints.length > 0)) process.exit(1)
