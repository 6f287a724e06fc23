import { defineConfig } from '@playwright/test'
import { launchOptions } from './e2e/chromium.mjs'

// Every test starts a server of its own, so nothing is shared but the two cores they run on.
export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    launchOptions,
    locale: 'en-GB',
    timezoneId: 'Pacific/Auckland',
    trace: 'retain-on-failure',
  },
})
