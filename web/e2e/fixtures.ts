import { test as base, type Page } from '@playwright/test'
import { Server } from './server'

export { expect } from '@playwright/test'

/** A test with a fresh server, and a page whose errors fail it. */
export const test = base.extend<{ server: Server; page: Page }>({
  // Playwright reads a fixture's needs from its first parameter, so it has to be an object pattern.
  // eslint-disable-next-line no-empty-pattern
  server: async ({}, use) => {
    const server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London')
    await use(server)
    await server.dispose()
  },
  page: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      // A killed server is part of these tests, the browser's complaint about it no fault of the page.
      if (message.type() === 'error' && !/ERR_(CONNECTION|EMPTY_RESPONSE)|^WebSocket connection to/.test(message.text())) errors.push(message.text())
    })
    await use(page)
    if (errors.length > 0) throw new Error(`the page complained:\n${errors.join('\n')}`)
  },
})
