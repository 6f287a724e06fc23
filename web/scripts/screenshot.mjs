// npm run screenshot -- URL OUT.png [--width 1440] [--height 900] [--dark] [--full] [--wait 2500]
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { launchOptions } from '../e2e/chromium.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '900' },
    dark: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    wait: { type: 'string', default: '2500' },
  },
})
const [url, path] = positionals
if (url === undefined || path === undefined) {
  console.error('usage: npm run screenshot -- URL OUT.png [--width N] [--height N] [--dark] [--full] [--wait MS]')
  process.exit(1)
}

const browser = await chromium.launch(launchOptions)
const page = await browser.newPage({
  viewport: { width: Number(values.width), height: Number(values.height) },
  colorScheme: values.dark ? 'dark' : 'light',
})
page.on('console', (message) => message.type() === 'error' && console.error(`page: ${message.text()}`))
page.on('pageerror', (error) => console.error(`page: ${error.message}`))
await page.goto(url)
await page.waitForTimeout(Number(values.wait))
await page.screenshot({ path, fullPage: values.full })
await browser.close()
