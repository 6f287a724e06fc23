import type { Locator, Page } from '@playwright/test'
import { figure } from './board'
import { brokenWords, clippedTexts, overlappingTexts } from './clipped'
import { expect, test } from './fixtures'
import { Server, type Order } from './server'

// Boards that were hard to read: those of a shop that sells little, and of one on its busiest day of the year.

const NOON = '2026-11-27T12:30:00Z'
const at = (id: string, timestamp: string, sku: string, price = '10.00', quantity = 1): Order => ({ id, timestamp, items: [{ sku, name: `Item ${sku}`, price, quantity }] })
const pulse = (page: Page): Locator => page.getByRole('region', { name: 'Pulse of the day' })

test.describe('a shop with few orders a day', () => {
  let server: Server
  test.beforeAll(async () => {
    server = await Server.startAt(NOON, '--currency', 'GBP', '--timezone', 'Europe/London')
    const day = (date: string, count: number) => Array.from({ length: count }, (_, n) => at(`${date} ${n}`, `${date}T${String(8 + n).padStart(2, '0')}:05:00Z`, `S${n}`))
    await server.post(...day('2026-11-20', 9), ...day('2026-11-26', 6), ...day('2026-11-27', 4))
  })
  test.afterAll(() => server.dispose())

  test('is compared by absolute differences, and its day as a running total against last week', async ({ page }) => {
    await page.goto(server.url)
    const lines = (label: string) => page.locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}\\b`) }) }).locator('.line')
    await expect(lines('Revenue').nth(0)).toHaveText(/▼\s*[-−]£10\.00\s*yesterday\s*£50\.00/)
    await expect(lines('Orders').nth(1)).toHaveText(/▼\s*[-−]1\s*a week ago\s*5/)
    // The average of five orders says nothing, and neither does its difference.
    await expect(lines('Average order').nth(0)).toHaveText(/^–/)
    await expect(pulse(page).getByRole('button', { name: 'Sum' })).toHaveAttribute('aria-pressed', 'true')
    await expect(pulse(page)).toContainText('orders, added up')
    await expect(pulse(page).getByRole('img', { name: '4 orders. A week before 5 orders by the same time.' })).toBeVisible()
    await pulse(page).getByRole('button', { name: 'Bars' }).click()
    await expect(pulse(page)).toContainText('orders per hour')
    await expect(figure(page, 'Orders per hour')).toHaveText('1')
  })

  test('the pulse is read as a table, too', async ({ page }) => {
    await page.goto(server.url)
    await pulse(page).getByRole('button', { name: 'As a table' }).click()
    const rows = pulse(page).getByRole('row')
    await expect(rows).toHaveCount(1 + 24)
    await expect(rows.filter({ hasText: '11:00' })).toHaveText(/11:00\s*1\s*1\s*£10\.00\s*£10\.00/)
    // Hours to come are not zero; last week's are known.
    await expect(rows.filter({ hasText: '14:00' })).toHaveText(/14:00\s*–\s*1\s*–\s*£10\.00/)
  })
})

test('on a small wall, no word is broken and nothing overlaps beside averages in a currency with a long name', async ({ page }) => {
  const server = await Server.startAt(NOON, '--currency', 'KWD', '--timezone', 'UTC')
  try {
    const day = (date: string, price: string) => Array.from({ length: 12 }, (_, n) => at(`${date} ${n}`, `${date}T10:${10 + n}:00Z`, `S${n}`, price))
    await server.post(...day('2026-11-20', '72.795'), ...day('2026-11-26', '97.893'), ...day('2026-11-27', '93.067'))
    for (const lang of ['en', 'de']) {
      await page.goto(`${server.url}/?wall=9999&lang=${lang}`)
      await expect(page.locator('.tiles .baseline').getByText(/97[.,]893/).first()).toBeVisible()
      for (const width of [1100, 1200, 1280, 1440]) {
        await page.setViewportSize({ width, height: 720 })
        expect.soft(await brokenWords(page), `${lang} at ${width} px`).toEqual([])
        expect.soft(await clippedTexts(page), `${lang} at ${width} px`).toEqual([])
        expect.soft(await overlappingTexts(page), `${lang} at ${width} px`).toEqual([])
      }
    }
  } finally {
    await server.dispose()
  }
})

test('no word is broken where a day is compared with one without orders', async ({ page }) => {
  const server = await Server.startAt(NOON, '--currency', 'EUR', '--timezone', 'UTC')
  try {
    // A week ago the shop had begun, and sold nothing.
    await server.post(at('first', '2026-11-19T10:00:00Z', 'A', '9.00'), at('yesterday', '2026-11-26T10:00:00Z', 'A', '904.71', 7), at('today', '2026-11-27T10:00:00Z', 'A', '7872.52'))
    for (const lang of ['en', 'de']) {
      await page.goto(`${server.url}/?lang=${lang}`)
      await expect(page.locator('.tiles .baseline').getByText(/^(no orders|keine Bestellungen)$/).first()).toBeVisible()
      for (const width of [360, 768, 1100, 1280, 1360, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        expect.soft(await brokenWords(page), `${lang} at ${width} px`).toEqual([])
        expect.soft(await clippedTexts(page), `${lang} at ${width} px`).toEqual([])
        expect.soft(await overlappingTexts(page), `${lang} at ${width} px`).toEqual([])
      }
    }
  } finally {
    await server.dispose()
  }
})

test.describe('on the busiest day of the year', () => {
  let server: Server
  test.beforeAll(async () => {
    server = await Server.startAt(NOON, '--currency', 'HUF', '--timezone', 'UTC')
    const usual = Array.from({ length: 6 * 24 }, (_, n) => at(`usual ${n}`, `2026-11-2${1 + Math.floor(n / 24)}T${String(n % 24).padStart(2, '0')}:10:00Z`, `U${n % 70}`, '4000', 70 - (n % 70)))
    const peak = Array.from({ length: 60 }, (_, n) => at(`peak ${n}`, `2026-11-27T12:${n < 40 ? '05' : n - 30}:00Z`, `U${60 + (n % 9)}`, '150000000000.00', 2))
    // So much else was sold the day before that today's items had low ranks then.
    const others = { ...at('others', '2026-11-26T23:30:00Z', ''), items: Array.from({ length: 60 }, (_, n) => ({ sku: `A${n}`, price: '10.00', quantity: 100 })) }
    await server.post(...usual, others, ...peak)
  })
  test.afterAll(() => server.dispose())

  test('one hour does not flatten the week, and no rank jumps by hundreds', async ({ page }) => {
    await page.goto(server.url)
    const week = page.getByRole('region', { name: 'Week by hour' })
    await expect(week).toContainText(/strongest colour: more than HUF/)
    await expect(week.locator('td.beyond')).toHaveCount(1)
    // Earlier days still show which hours were strong.
    const heats = await week.locator('tbody tr').first().locator('td.cell').evaluateAll((cells) => cells.map((cell) => parseFloat((cell as HTMLElement).style.getPropertyValue('--heat'))))
    expect(Math.max(...heats) - Math.min(...heats)).toBeGreaterThan(10)
    const today = page.getByRole('list', { name: 'Top items today' })
    await expect(today.getByRole('img', { name: 'not among the first 50 of the whole day before' }).first()).toBeVisible()
    await expect(figure(page, 'Orders per minute')).toHaveText('1')
    await expect(page.getByText('peak 40 at 12:05')).toBeVisible()
  })

  test('nothing is cut off, and all current figures fit a screen of 1440 × 900', async ({ page }) => {
    for (const path of ['/', '/items?span=today', '/shops', '/feed', '/?wall=600', '/?lang=de', '/?lang=ar-XB']) {
      await page.goto(server.url + path)
      await expect(page.getByText(/^Item U6/).or(page.locator('.uplot, tr[data-shop]')).first()).toBeVisible()
      for (const width of [360, 768, 1280, 1440, 1920, 3840]) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
        await expect.poll(() => clippedTexts(page), { message: `${path} at ${width} px` }).toEqual([])
        await expect.poll(() => overlappingTexts(page), { message: `${path} at ${width} px` }).toEqual([])
        if (width === 1440 && path.startsWith('/?')) expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900)
      }
    }
  })

  test('a feed that is too fast to read holds for some seconds', async ({ page }) => {
    await page.goto(server.url)
    const feed = page.getByRole('region', { name: 'Latest items' })
    await expect(feed.getByRole('listitem')).not.toHaveCount(0)
    await server.post(...Array.from({ length: 60 }, (_, n) => at(`rush ${n}`, '2026-11-27T12:29:00Z', `R${n}`, '1.00')))
    await expect(feed.locator('.state')).toHaveText(/\/min, every 5 s/)
    // It continues when things are quiet again, and has all lines.
    await expect(feed.locator('.state')).toHaveText('', { timeout: 20_000 })
    await expect(feed.getByRole('listitem').first()).toContainText(/Item R/)
  })

  test('a ranking holds still while somebody reads it', async ({ page }) => {
    await page.goto(server.url)
    const today = page.getByRole('region', { name: 'Top items today' })
    const first = today.getByRole('listitem').first()
    await expect(first).toContainText('Item U6')
    await today.getByRole('list').hover()
    await expect(today).toContainText('held')
    const before = (await figure(page, 'Orders').textContent()) ?? ''
    await server.post(at('winner', '2026-11-27T12:29:30Z', 'WINNER', '1.00', 9000))
    await expect(figure(page, 'Orders')).not.toHaveText(before)
    await expect(first).toContainText('Item U6')
    await page.mouse.move(0, 0)
    await expect(first).toContainText('Item WINNER')
  })
})
