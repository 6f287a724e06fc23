import { defineConfig } from '@playwright/test'
import { launchOptions } from './e2e/chromium.mjs'

// Letters are drawn by the fonts of the machine, so these pictures are compared where they were made
// and are no part of the tests that have to pass everywhere.
export default defineConfig({
  testDir: 'visual',
  workers: 1,
  reporter: [['list']],
  snapshotPathTemplate: '{testDir}/expected/{arg}{ext}',
  expect: { toHaveScreenshot: { maxDiffPixelRatio: 0.002 } },
  use: { launchOptions, locale: 'en-US', timezoneId: 'Asia/Tokyo' },
})
