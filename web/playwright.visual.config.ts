import { defineConfig } from '@playwright/test'
import { launchOptions } from './e2e/chromium.mjs'

// Fonts, figures and the moment are the same on every machine, so these pictures can be compared on each. Only the edges of
// letters may differ between versions of Chromium: the tolerance is for them.
export default defineConfig({
  testDir: 'visual',
  // The tests of the real binary run at the same time, and each run clears its own folder.
  outputDir: 'test-results/visual',
  timeout: 90_000,
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  snapshotPathTemplate: '{testDir}/expected/{arg}{ext}',
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.001 } },
  use: {
    bypassCSP: true,
    launchOptions: { ...launchOptions, args: [...launchOptions.args, '--font-render-hinting=none', '--disable-lcd-text'] },
    locale: 'en-US',
    timezoneId: 'Asia/Tokyo',
  },
})
