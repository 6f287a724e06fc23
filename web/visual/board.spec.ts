import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { expect, test as base, type Page } from '@playwright/test'
import { serveWorkingCopy } from '../dev/working-copy.mjs'
import { board, NOW, popular } from './board'

// The board with made-up figures at a fixed moment: a change of a pixel is a change of the page.

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
]

const test = base.extend<{ url: string }>({
  // Playwright reads a fixture's needs from its first parameter, so it has to be an object pattern.
  // eslint-disable-next-line no-empty-pattern
  url: async ({}, use) => {
    const port = await freePort()
    const server = serveWorkingCopy(port, 0)
    await use(`http://127.0.0.1:${port}/`)
    server.close()
    server.closeAllConnections()
  },
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of SIZES) {
    test(`board ${size.width} × ${size.height}, ${colorScheme}`, async ({ page, url }) => {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await prepare(page)
      await page.goto(url)
      await expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByRole('listitem')).toHaveCount(100)
      await expect(page.getByRole('img', { name: /places? (up|down)|not ranked/ }).first()).toBeVisible()
      // The tint of new lines goes after two seconds, and charts are drawn in the frames before that.
      await page.waitForTimeout(2500)
      await expect(page).toHaveScreenshot(`board-${size.width}-${colorScheme}.png`)
    })
  }
}

async function prepare(page: Page): Promise<void> {
  await page.clock.setFixedTime(NOW)
  await page.addInitScript(() => Object.defineProperty(window, 'SharedWorker', { value: undefined }))
  await page.routeWebSocket(/\/v1\/live/, (socket) => socket.send(JSON.stringify(board)))
  await page.route(/\/v1\/items\/popular/, (route) => {
    const items = popular(80).toReversed()
    return route.fulfill({ json: { items, total: items.length, offset: 0, limit: 1000 } })
  })
  await page.route('**/healthz', (route) => route.fulfill({ body: 'ok' }))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
