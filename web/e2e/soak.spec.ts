import { expect, test } from '@playwright/test'
import { faultsOf, soak } from '../dev/soak.mjs'

// `make soak` is the long form. The minute after the warm-up has 600 updates, so anything that each leaves behind shows.
const MINUTES = 1

test('what the board and the wall hold stays level while ten updates a second come in', async () => {
  test.setTimeout((MINUTES + 5) * 60_000)
  const { tabs } = await soak({ minutes: MINUTES, rate: 20, paths: ['/', '/?wall=5'], log: console.log })
  for (const tab of tabs) expect(faultsOf(tab, MINUTES), tab.path).toEqual([])
})
