// npm run soak -- [--minutes 3] [--rate 20] [--path /] [--path '/?wall=5'] [--warm-up SECONDS]
//
// Leaves pages open while orders come in, compares what they hold at the start and at the end, and fails if one of them
// grew. Needs a build and the binary (LIVETILL_BIN); dist/ is the page.
import { parseArgs } from 'node:util'
import { faultsOf, mib, percent, soak } from '../dev/soak.mjs'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '3' }, rate: { type: 'string', default: '20' }, path: { type: 'string', multiple: true, default: ['/'] }, 'warm-up': { type: 'string' } },
})
const minutes = Number(values.minutes)
const warmUp = values['warm-up'] === undefined ? {} : { warmUpSeconds: Number(values['warm-up']) }

const { tabs, orders, memory } = await soak({ minutes, rate: Number(values.rate), paths: values.path, ...warmUp, log: console.log })
console.log(`orders ${orders}, browser ${mib(memory[0])} -> ${mib(memory[1])} MiB`)
for (const tab of tabs) {
  console.log(`${tab.path}: ${tab.updatesPerSecond.toFixed(1)} updates a second, first content after ${tab.firstContent} ms`)
  console.log(`  long tasks while updating: ${tab.longTasks.length}, longest ${Math.max(0, ...tab.longTasks)} ms, timers at most ${tab.lag.toFixed(0)} ms late; long tasks while loading: ${tab.loadTasks.length}, longest ${Math.max(0, ...tab.loadTasks)} ms`)
  console.log(`  own ${mib(tab.start.own)} -> ${mib(tab.end.own)} MiB (${percent(tab.growth)}), heap ${mib(tab.start.heap)} -> ${mib(tab.end.heap)} MiB, nodes ${tab.start.nodes} -> ${tab.end.nodes}, listeners ${tab.start.listeners} -> ${tab.end.listeners}`)
  for (const fault of faultsOf(tab, minutes)) {
    process.exitCode = 1
    console.error(`  ${fault}`)
  }
}
