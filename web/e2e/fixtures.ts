import { test as base, type Page } from '@playwright/test'
import { Server } from './server'

export { expect } from '@playwright/test'

interface Shop {
  /** The shop's time zone. */
  zone: string
  /** The moment at which the server believes to start; absent: now. */
  startAt: string | undefined
}

/** A test with a fresh server, and a page whose errors fail it. */
export const test = base.extend<Shop & { server: Server; page: Page }>({
  zone: ['Europe/London', { option: true }],
  startAt: [undefined, { option: true }],
  server: async ({ zone, startAt }, use) => {
    const shop = ['--currency', 'GBP', '--timezone', zone]
    const server = await (startAt === undefined ? Server.start(...shop) : Server.startAt(startAt, ...shop))
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
