import { test as base, type Browser, type Page } from '@playwright/test'
import { Server } from './server'

export { expect } from '@playwright/test'

interface Shop {
  /** The shop's time zone. */
  zone: string
  currency: string
  /** When the server starts by its own clock; absent: now. */
  startAt: string | undefined
  /** Further settings of the shop, as arguments. */
  settings: string[]
  /** Names and roles of the server's keys; absent: it has none. */
  keys: Record<string, string> | undefined
}

/** A test with a fresh server, and a page whose errors fail it. */
export const test = base.extend<Shop & { server: Server; page: Page }, { browser: Browser }>({
  // Seldom, Chromium crashes while it starts, before it has seen anything of ours.
  browser: [
    async ({ playwright, browserName }, use) => {
      const launch = () => playwright[browserName].launch()
      const browser = await launch().catch(launch)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  zone: ['Europe/London', { option: true }],
  currency: ['GBP', { option: true }],
  startAt: [undefined, { option: true }],
  settings: [[], { option: true }],
  keys: [undefined, { option: true }],
  server: async ({ zone, currency, startAt, settings, keys }, use) => {
    const shop = ['--currency', currency, '--timezone', zone, ...settings]
    const server = await (keys !== undefined ? Server.startWithKeys(keys, ...shop) : startAt !== undefined ? Server.startAt(startAt, ...shop) : Server.start(...shop))
    await use(server)
    await server.dispose()
  },
  page: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      // A server that was killed or refuses is part of these tests, so the browser's complaint about it is not the page's fault.
      // Addresses without a page are requested on purpose; a missing file is a fault.
      if (message.text().includes('status of 404') && message.location().url === page.url()) return
      if (message.type() === 'error' && !/ERR_(CONNECTION|EMPTY_RESPONSE|INCOMPLETE_CHUNKED)|^WebSocket connection to|status of (401|403|426|503)/.test(message.text())) errors.push(message.text())
    })
    await use(page)
    if (errors.length > 0) throw new Error(`the page complained:\n${errors.join('\n')}`)
  },
})
