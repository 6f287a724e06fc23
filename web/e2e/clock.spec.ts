import type { Locator, Page } from '@playwright/test'
import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import type { Order, Server } from './server'

// The shop's clock is the server's, set by libfaketime; the browser is in Auckland, on today's date.

const HOUR_MS = 3_600_000

const placed = (id: string, timestamp: string, price: string): Order => ({ id, timestamp, items: [{ sku: `SKU-${id}`, name: `Item ${id}`, price, quantity: 1 }] })

/** An hour of the last day on the map of the week, as its amount. */
const today = (page: Page, hour: number): Locator => page.getByRole('group', { name: /^Week by hour/ }).locator(`td[data-day="6"][data-hour="${hour}"]`)

const shopClock = (page: Page): Locator => page.locator('header .time')

/** Sets the server's clock a few seconds before `instant` and lets it run over it. */
const runInto = (server: Server, instant: string) => server.setClock(new Date(Date.parse(instant) - 4000).toISOString())
const before = (instant: string, ms: number) => new Date(Date.parse(instant) - ms).toISOString()

test.describe('a day of 23 hours', () => {
  const CHANGE = '2026-03-29T01:00:00Z'
  test.use({ startAt: before(CHANGE, 0.25 * HOUR_MS) })

  test('has no hour 1, and continues in hour 2', async ({ page, server }) => {
    await server.post(placed('A', '2026-03-29T00:30:00Z', '10.00'))
    await page.goto(server.url)
    await expect(shopClock(page)).toHaveText(/^00:4\d:\d\d$/)
    await expect(page.getByText('Compared until 00:4')).toBeVisible()

    await runInto(server, CHANGE)
    await expect(shopClock(page)).toHaveText(/^02:00:\d\d$/, { timeout: 30_000 })
    await expect(page.getByText('Compared until 02:0')).toBeVisible()
    await server.post(placed('B', '2026-03-29T01:00:01Z', '20.00'))
    await expect(figure(page, 'Revenue')).toHaveText('£30.00')
    await expect(today(page, 0)).toHaveAccessibleName('£10.00')
    await expect(today(page, 1)).toHaveAccessibleName('£0.00')
    await expect(today(page, 2)).toHaveAccessibleName('£20.00')
    await expect(today(page, 3)).toHaveClass(/to-come/)
    await expect(page.getByRole('list', { name: 'Latest items, newest first' }).locator('time').first()).toHaveText('02:00:01')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Sunday,? 29 March 2026$/)
  })
})

test.describe('a day of 25 hours', () => {
  const CHANGE = '2026-10-25T01:00:00Z'
  test.use({ startAt: before(CHANGE, 0.25 * HOUR_MS) })

  test('adds up its two hours 1', async ({ page, server }) => {
    await server.post(placed('A', '2026-10-25T00:30:00Z', '10.00'))
    await page.goto(server.url)
    await expect(shopClock(page)).toHaveText(/^01:4\d:\d\d$/)

    await runInto(server, CHANGE)
    await expect(shopClock(page)).toHaveText(/^01:00:\d\d$/, { timeout: 30_000 })
    await server.post(placed('B', '2026-10-25T01:00:01Z', '20.00'))
    await expect(figure(page, 'Revenue')).toHaveText('£30.00')
    await expect(today(page, 1)).toHaveAccessibleName('£30.00')
    await expect(today(page, 2)).toHaveClass(/to-come/)
    await expect(page.getByRole('list', { name: 'Latest items, newest first' }).locator('time').first()).toHaveText('01:00:01')
  })
})

test.describe('a day whose midnight does not exist', () => {
  // In Chile the clocks go forward at midnight: the day begins at one.
  const MIDNIGHT = '2026-09-06T04:00:00Z'
  test.use({ startAt: before(MIDNIGHT, HOUR_MS), zone: 'America/Santiago' })

  test('begins by itself, without an order', async ({ page, server }) => {
    await server.post(placed('A', before(MIDNIGHT, 2 * HOUR_MS), '10.00'))
    await page.goto(server.url)
    await expect(shopClock(page)).toHaveText(/^23:0\d:\d\d$/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Saturday,? 5 September 2026$/)

    await runInto(server, MIDNIGHT)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Sunday,? 6 September 2026$/, { timeout: 30_000 })
    await expect(shopClock(page)).toHaveText(/^01:00:\d\d$/)
    await expect(figure(page, 'Revenue')).toHaveText('£0.00')
    await server.post(placed('B', '2026-09-06T04:00:01Z', '7.00'))
    await expect(today(page, 1)).toHaveAccessibleName('£7.00')
    await expect(today(page, 0)).toHaveAccessibleName('£0.00')
  })
})

test.describe('a day whose last hour comes twice', () => {
  const FIRST_MIDNIGHT = '2026-04-05T03:00:00Z'
  test.use({ startAt: before(FIRST_MIDNIGHT, 0.25 * HOUR_MS), zone: 'America/Santiago' })

  test('ends after the second one', async ({ page, server }) => {
    await server.post(placed('A', before(FIRST_MIDNIGHT, 0.5 * HOUR_MS), '10.00'))
    await page.goto(server.url)
    await expect(shopClock(page)).toHaveText(/^23:4\d:\d\d$/)

    await runInto(server, FIRST_MIDNIGHT)
    await expect(shopClock(page)).toHaveText(/^23:00:\d\d$/, { timeout: 30_000 })
    await server.post(placed('B', '2026-04-05T03:00:01Z', '5.00'))
    await expect(today(page, 23)).toHaveAccessibleName('£15.00')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Saturday,? 4 April 2026$/)

    await runInto(server, '2026-04-05T04:00:00Z')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Sunday,? 5 April 2026$/, { timeout: 30_000 })
    await expect(figure(page, 'Revenue')).toHaveText('£0.00')
  })
})

test.describe('midnight in the shop', () => {
  const MIDNIGHT = '2026-06-14T18:30:00Z'
  test.use({ startAt: before(MIDNIGHT, 0.5 * HOUR_MS), zone: 'Asia/Kolkata', timezoneId: 'America/Los_Angeles' })

  test('comes on every open page, for a browser whose clock is years ahead', async ({ page, context, server }) => {
    await server.post(placed('A', before(MIDNIGHT, HOUR_MS), '10.00'))
    const [days, wall, feed] = [await context.newPage(), await context.newPage(), await context.newPage()]
    // Playwright sets the clock of a page, but not that of a worker.
    await withoutSharedWorker(page)
    await page.clock.install({ time: '2031-01-01T12:00:00Z' })
    await page.goto(server.url)
    await days.goto(`${server.url}/days`)
    await wall.goto(`${server.url}/?wall=600`)
    await feed.goto(`${server.url}/feed`)
    for (const tab of [page, days, wall]) await expect(figure(tab, 'Revenue')).toHaveText('£10.00')
    await expect(shopClock(page)).toHaveText(/^23:3\d:\d\d$/)

    await runInto(server, MIDNIGHT)
    for (const tab of [page, days, wall]) {
      await expect(figure(tab, 'Revenue')).toHaveText('£0.00', { timeout: 30_000 })
      await expect(tab.getByRole('heading', { name: /Monday,? 15 June 2026/ })).toBeVisible()
    }
    await expect(shopClock(page)).toHaveText(/^00:00:\d\d$/)
    // By now, yesterday is a day like any other.
    await expect(days.locator('tr', { hasText: '14 Jun' })).toContainText('£10.00')
    await expect(feed.locator('tbody tr')).toHaveCount(1)
    await server.post(placed('B', '2026-06-14T18:30:01Z', '3.00'))
    await expect(feed.locator('tbody tr').first().locator('time')).toHaveText('00:00:01')
    for (const tab of [page, days, wall]) await expect(figure(tab, 'Revenue')).toHaveText('£3.00')
  })
})
