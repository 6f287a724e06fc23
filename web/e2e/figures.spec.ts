import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { figure } from './board'
import { expect, test } from './fixtures'
import { order, rich } from './server'

/** The rows as a screen reader reads them. */
const rowsOf = (table: Locator) =>
  table.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const heard = row.cloneNode(true) as Element
      heard.querySelectorAll('[aria-hidden="true"]').forEach((silent) => silent.remove())
      return [...heard.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())
    }),
  )

const ADDS_UP = [
  ['Revenue gross', '£40.00'],
  ['less Discounts', '£4.00'],
  ['makes Net revenue', '£36.00'],
  ['plus Shipping', '£9.80'],
  ['plus Tax', '£8.60'],
  ['makes Total sales', '£54.40'],
]

test('how the sales of a day add up, in the explanation and on the page of days', async ({ page, server }) => {
  await server.post(rich('a'), rich('b'), rich('then', 2))
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()
  const explained = page.getByRole('dialog').getByRole('table', { name: 'How the sales add up' })
  await expect(explained.locator('tbody tr')).toHaveCount(ADDS_UP.length)
  expect(await rowsOf(explained)).toEqual(ADDS_UP)
  await page.keyboard.press('Escape')

  await page.goto(`${server.url}/days`)
  const ofDay = page.getByRole('table', { name: 'How the sales add up' })
  await expect(ofDay.locator('tbody tr')).toHaveCount(ADDS_UP.length)
  expect(await rowsOf(ofDay)).toEqual(ADDS_UP)
  await page.getByRole('button', { name: 'Day before' }).click()
  await expect(ofDay.locator('tbody tr').last()).toContainText('£27.20')
})

test('a shop without discounts and shipping sees no such steps and columns', async ({ page, server }) => {
  await server.post(order('plain', 'Hanging heart', '10.00'))
  await page.goto(`${server.url}/days`)
  await expect(page.locator('tr.chosen')).toContainText('£10.00')
  await expect(page.getByRole('table', { name: 'How the sales add up' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: /^By (channel|country)$/ })).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'All days' }).getByRole('columnheader')).toHaveText(['Day', 'Orders', 'Revenue', 'Usual', 'Against the usual range'])
})

test('days: the chosen columns are remembered, and a file has these or all', async ({ page, server }) => {
  await server.post(rich('a'), rich('then', 2))
  await page.goto(`${server.url}/days`)
  const table = page.getByRole('group', { name: 'All days' })
  const heads = () => table.getByRole('columnheader').allTextContents()
  await expect(table.getByRole('columnheader', { name: 'Total sales' })).toBeVisible()
  expect(await heads()).toEqual(['Day', 'Orders', 'Revenue', 'Discounts', 'Net revenue', 'Shipping', 'Tax', 'Total sales', 'Usual', 'Against the usual range'])

  const columns = page.getByRole('button', { name: 'Columns', exact: true })
  await columns.focus()
  await page.keyboard.press('Enter')
  await expect(columns).toHaveAttribute('aria-expanded', 'true')
  const choice = page.getByRole('group', { name: 'Columns' })
  await choice.getByRole('checkbox', { name: 'Tips' }).focus()
  await page.keyboard.press('Space')
  for (const name of ['Discounts', 'Shipping', 'Tax', 'Total sales']) await choice.getByRole('checkbox', { name, exact: true }).uncheck()
  expect((await heads()).slice(1, -2)).toEqual(['Orders', 'Revenue', 'Net revenue', 'Tips'])
  await page.reload()
  await expect(table.locator('tr.chosen')).toContainText('£1.00')
  expect((await heads()).slice(1, -2)).toEqual(['Orders', 'Revenue', 'Net revenue', 'Tips'])

  const saved = async (button: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
    expect(file.suggestedFilename()).toBe('livetill-default-days.csv')
    return (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  }
  const chosen = await saved('Save as CSV')
  expect(chosen[0]).toBe('\ufeffdate,orders,revenue,net_revenue,tips')
  expect(chosen.slice(1).map((line) => line.replace(/^[\d-]{10}/, 'day'))).toEqual(['day,1,20.00,18.00,1.00', 'day,1,20.00,18.00,1.00'])
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  const all = await saved('Save all figures as CSV')
  expect(all[0]).toBe('\ufeffdate,orders,revenue,discounts,net_revenue,shipping,tax,total_sales,tips,charged,sales_ex_tax,average_order,units')

  await choice.getByRole('button', { name: 'Usual columns' }).click()
  await expect(table.getByRole('columnheader', { name: 'Total sales' })).toBeVisible()
})

test.describe('for a shop that shows net revenue first', () => {
  test.use({ startAt: '2026-03-11T14:23:00Z', settings: ['--headline', 'net'] })

  test('headline and week show net revenue, and a link keeps the choice of another figure', async ({ page, server }) => {
    const at = (id: string, timestamp: string) => ({ ...rich(id), timestamp })
    const each = (day: string, count: number) => Array.from({ length: count }, (_, n) => at(`${day}-${n}`, `2026-03-${day}T09:${10 + n}:00Z`))
    await server.post(...each('11', 12), ...each('10', 24), at('now', '2026-03-11T14:10:00Z'))
    await page.goto(server.url)
    const headline = page.locator('.strip')
    await expect(figure(page, 'Net revenue')).toHaveText('£234.00')
    await expect(headline).toContainText('Compared until 14:23, the same time of day; Net revenue, Average order until 14:00, the last whole hour')
    // Net revenue leaves the order of the current hour out of the comparison: 216.00 against 432.00.
    await expect(page.locator('.tiles > .revenue .line').first()).toHaveText(/-50%.*yesterday.*£432\.00/)
    // The average has the discounts taken off on both days, so it is the same.
    await expect(page.locator('dl').filter({ has: page.locator('dt', { hasText: /^Average order/ }) }).locator('.line').first()).toHaveText(/0\.0%.*yesterday.*£18\.00/)
    await expect(page.getByRole('region', { name: 'Week by hour' })).toContainText('net revenue')
    await expect(page.getByRole('region', { name: 'Week by hour' }).locator('tr.today')).toContainText('£234.00')

    const choice = page.getByRole('group', { name: 'Figure shown first' })
    await choice.getByRole('button', { name: 'Total' }).focus()
    await page.keyboard.press('Enter')
    await expect(figure(page, 'Total sales')).toHaveText('£353.60')
    await expect(page).toHaveURL(/figure=total/)
    await expect(page.getByRole('region', { name: 'Week by hour' })).toContainText('total sales')
    await page.goto(`${server.url}/?wall&figure=total`)
    await page.getByRole('button', { name: 'Week', exact: true }).click()
    await expect(page.locator('dl', { hasText: 'Total sales' })).toContainText('£353.60')
    await expect(page.getByText('vs yesterday until 14:00')).toBeVisible()

    await page.goto(server.url)
    await choice.getByRole('button', { name: 'Gross' }).click()
    await expect(figure(page, 'Revenue')).toHaveText('£260.00')
    await expect(headline).toContainText('the same time of day; Average order until 14:00, the last whole hour')
  })
})

test('the explanation says what each order is made of, and that a test order does not count', async ({ page, server }) => {
  await server.post(rich('a'), { ...rich('b'), test: true }, order('plain', 'Hanging heart', '10.00'))
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()
  const orders = page.getByRole('dialog').locator('section > ol > li')
  await expect(orders).toHaveCount(3)
  await expect(orders.filter({ hasText: 'Item a' })).toContainText(/Discounts.£2\.00.*Shipping.£4\.90.*Tax.£4\.30.*Tips.£1\.00.*Charged.£28\.20/)
  await expect(orders.filter({ hasText: 'Hanging heart' })).not.toContainText('Discounts')
  await expect(orders.filter({ hasText: 'a test, does not count' })).toHaveCount(1)
  await page.goto(`${server.url}/health`)
  const shops = page.getByRole('region', { name: 'Shops' })
  await expect(shops.getByRole('columnheader', { name: 'Tests not counted' })).toBeVisible()
  await expect(shops.locator('tbody tr td').last()).toHaveText('1')
})

test('channels and countries, and the orders of one of them', async ({ page, server }) => {
  const sold = (id: string, where: { channel?: string; country?: string }, daysAgo = 0) => ({ ...order(id, `Item ${id}`, '10.00', 1, daysAgo), ...where })
  const many = (prefix: string, count: number, daysAgo: number) => Array.from({ length: count }, (_, n) => sold(`${prefix}${n}`, { channel: 'pos', country: 'DE' }, daysAgo))
  await server.post(sold('a', { channel: 'online', country: 'FR' }), sold('b', { channel: 'online', country: 'DE' }), sold('c', { channel: 'online' }), sold('d', {}), ...many('then', 15, 1), ...many('before', 10, 8))
  await page.goto(server.url)
  const channels = page.getByRole('region', { name: 'By channel' })
  await expect(channels.locator('tbody tr')).toHaveCount(2)
  expect(await rowsOf(channels)).toEqual([
    ['Online shop', '75%', '3 orders', '£30.00'],
    ['No channel', '25%', '1 order', '£10.00'],
  ])
  const countries = page.getByRole('region', { name: 'By country' })
  await expect(countries.locator('tbody tr').first()).toContainText('No country')

  await countries.getByRole('button', { name: 'France' }).focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'France' })
  await expect(panel.locator('section > ol > li')).toHaveCount(1)
  await expect(panel).toContainText('Item a')
  await page.keyboard.press('Escape')

  // A day that is over is compared with the same weekday a week before; for today only the share is shown.
  await expect(channels.locator('.change')).toHaveCount(0)
  await page.goto(`${server.url}/days`)
  await page.getByRole('button', { name: 'Day before' }).click()
  await expect(page.getByRole('region', { name: 'By channel' }).locator('tbody tr').first()).toContainText('▲ +50%')
})

test('the feed shows the weight from a scale, and what it cost', async ({ page, server }) => {
  await server.post(order('weighed', 'Cheese', '12.00', 0.35), order('whole', 'Bread', '3.50', 2))
  await page.goto(`${server.url}/feed`)
  await expect(page.locator('tbody tr', { hasText: 'Cheese' })).toContainText(/0\.35 × £12\.00.*£4\.20/s)
  await expect(page.locator('tbody tr', { hasText: 'Bread' })).toContainText(/2 × £3\.50.*£7\.00/s)
})

test('a long name in the feed takes three lines on a phone and one on a laptop, and its title says all of it', async ({ page, server }) => {
  const long = `${'Hand-thrown stoneware '.repeat(5)}jug`
  await server.post(order('long', long, '48.00', 1), order('short', 'Cup', '9.00', 1))
  for (const [width, lines] of [[360, 3], [1280, 1]] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${server.url}/feed`)
    const nameOf = (name: string) => page.locator('tbody tr', { hasText: name }).locator('td:nth-child(2) button')
    await expect(nameOf(long)).toHaveAttribute('title', new RegExp(`^${long}\n`))
    for (const [name, most] of [[long, lines], ['Cup', 1]] as const) {
      const shown = await nameOf(name).evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const bottom = element.getBoundingClientRect().bottom + 1
        return new Set([...range.getClientRects()].filter((rect) => rect.bottom <= bottom).map((rect) => Math.round(rect.top))).size
      })
      expect(shown, `${name} at ${width} px`).toBe(most)
    }
  }
})
