import { defineConfig } from '@playwright/test'
import { quickLaunchOptions } from './e2e/chromium.mjs'

// Every test starts a server of its own, so they share nothing but the two cores they run on. The soak, which
// mostly waits, comes first and has a worker to itself while the others run on the second.
export default defineConfig({
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  projects: [
    // A trace keeps elements that the page has released, and more with each update.
    { name: 'soak', testDir: 'e2e', testMatch: 'soak.spec.ts', use: { trace: 'off' } },
    { name: 'e2e', testDir: 'e2e', testIgnore: 'soak.spec.ts' },
  ],
  forbidOnly: true,
  reporter: [['list']],
  use: {
    launchOptions: quickLaunchOptions,
    locale: 'en-GB',
    timezoneId: 'Pacific/Auckland',
    // Recording takes an eighth of the time. TRACE=1 records, to see why a test fails.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
  },
})
