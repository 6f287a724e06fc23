import { join } from 'node:path'
import { countMessages, figure } from './board'
import { expect, test } from './fixtures'
import { Redis } from './redis'
import { order, Server } from './server'

test('while Redis is away the page keeps the last figures and says since when, then catches up', async ({ page }) => {
  const redis = await Redis.start()
  const server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London', '--store', redis.url)
  try {
    const heard = await countMessages(page)
    await server.post(order('1', 'Hanging heart', '12.34'))
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await expect(page.getByTestId('connection')).toContainText('Live')

    await redis.kill()
    await expect(page.getByTestId('connection')).toContainText('Data store away', { timeout: 15_000 })
    const alert = page.getByRole('alert')
    await expect(alert).toContainText('The server cannot read its data store.')
    await expect(alert).toContainText(/The figures are from \d\d:\d\d:\d\d\./)
    const since = /from (\S+)\./.exec((await alert.textContent()) ?? '')?.[1]
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await expect(server.post(order('2', 'Cake stand', '7.66'))).rejects.toThrow('503')
    // Heartbeats go on, but do not make the figures any newer.
    const before = await heard()
    await expect.poll(heard, { timeout: 15_000 }).toBeGreaterThan(before)
    await expect(alert).toContainText(`The figures are from ${since}.`)

    await redis.start()
    await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 15_000 })
    await expect(alert).toHaveCount(0)
    await server.post(order('2', 'Cake stand', '7.66'))
    await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  } finally {
    await server.dispose()
    await redis.dispose()
  }
})

test('orders that waited in the intake buffer appear when Redis is back', async ({ page }) => {
  const redis = await Redis.start()
  const buffer = join(redis.folder, 'buffer')
  const server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London', '--store', redis.url, '--buffer', buffer)
  try {
    await server.post(order('1', 'Hanging heart', '12.34'))
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await redis.kill()
    await expect(page.getByTestId('connection')).toContainText('Data store away', { timeout: 15_000 })
    await server.post(order('2', 'Cake stand', '7.66'))
    await expect(figure(page, 'Revenue')).toHaveText('£12.34')
    await redis.start()
    await expect(figure(page, 'Revenue')).toHaveText('£20.00', { timeout: 15_000 })
    await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 15_000 })
  } finally {
    await server.dispose()
    await redis.dispose()
  }
})
