import { expect, test } from '@playwright/test'
import { soak } from '../dev/soak.mjs'

// `make soak` is the long form. In a minute after the warm-up come 600 updates, so that what each leaves behind shows.
const MINUTES = 1

test('the heap stays level while ten updates a second come in, on the board and on the wall', async () => {
  test.setTimeout((MINUTES + 3) * 60_000)
  const { tabs } = await soak({ minutes: MINUTES, rate: 20, paths: ['/', '/?wall=5'], log: console.log })
  for (const tab of tabs) {
    expect(tab.complaints, tab.path).toEqual([])
    expect(tab.updatesPerSecond, tab.path).toBeGreaterThan(1)
    // An hour of growth at this pace would be twice what is allowed here: a leak shows in minutes.
    expect(tab.end.heap, `${tab.path}: the heap grew`).toBeLessThan(tab.start.heap * 1.25 + 1024 * 1024)
    expect(tab.end.nodes, `${tab.path}: nodes`).toBeLessThan(tab.start.nodes * 1.5 + 500)
    expect(tab.end.listeners, `${tab.path}: listeners`).toBeLessThan(tab.start.listeners * 1.5 + 100)
  }
})
