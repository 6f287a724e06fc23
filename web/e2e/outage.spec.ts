import type { Page } from '@playwright/test'
import { figure } from './board'
import { expect, test } from './fixtures'
import { Redis } from './redis'
import { order, Server } from './server'

async function withRedis(work: (server: Server, redis: Redis) => Promise<void>): Promise<void> {
  const redis = await Redis.start()
  const server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London', '--store', redis.url)
  try {
    await work(server, redis)
  } finally {
    await server.dispose()
    await redis.dispose()
  }
}

/** A server that was not asked for a board before its store went away has none. */
async function breakDown(server: Server, redis: Redis): Promise<void> {
  await server.kill()
  await server.start()
  await redis.kill()
}

const notice = (page: Page) => page.getByRole('complementary', { name: 'Connection' })

test('a page opened during an outage shows the last board that the browser saw, with its age', async ({ page }) => {
  await withRedis(async (server, redis) => {
    await server.post(order('1', 'Hanging heart', '12.34'))
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await page.goto('about:blank')

    await breakDown(server, redis)
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await expect(page.getByRole('main')).toHaveClass('waiting')
    await expect(notice(page)).toContainText(/The figures are from .*\d\d:\d\d:\d\d\./)
    await page.goto(`${server.url}/days`)
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')

    await redis.start()
    await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 30_000 })
    await expect(page.getByRole('main')).not.toHaveClass('waiting')
    // What was missing in the outage appears by itself.
    await expect(page.getByRole('img', { name: /Bar chart of gross revenue/ })).toBeVisible()
    await server.post(order('2', 'Cake stand', '7.66'))
    await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  })
})

test('a browser without a remembered board says why there are no figures, on every page', async ({ page }) => {
  await withRedis(async (server, redis) => {
    await server.post(order('1', 'Hanging heart', '12.34'))
    await breakDown(server, redis)
    for (const path of ['/', '/items', '/days', '/feed', '/?wall']) {
      await page.goto(server.url + path)
      await expect(notice(page)).toContainText(/store/i)
    }
  })
})

test.describe('with keys', () => {
  test.use({ keys: { till: 'ingest', wall: 'view' } })

  test('signing out leaves no figures behind', async ({ page, server }) => {
    await server.post(order('1', 'Hanging heart', '12.34'))
    await page.goto(server.url)
    await page.getByLabel('Key').fill(server.keys['wall'] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('livetill.board')).length)
    await expect.poll(kept).toBe(1)
    await page.getByRole('button', { name: /Sign out/ }).click()
    await expect(page.getByRole('heading', { name: 'Sign in to Livetill' })).toBeVisible()
    await expect.poll(kept).toBe(0)
  })
})
