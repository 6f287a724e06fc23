import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import type { Server } from './server'

const RATES_BASE = 'date,base,quote,rate\n'

async function post(server: Server, shop: string, id: string, price: string, minutesAgo = 1): Promise<void> {
  const timestamp = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  const body = JSON.stringify({ id, timestamp, items: [{ sku: 'a', price, quantity: 1 }] })
  const answer = await fetch(`${server.url}/v1/orders?shop=${shop}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(answer.status).toBe(200)
}

async function shops(server: Server, ...added: [name: string, zone: string, currency: string, display?: string][]): Promise<void> {
  for (const [name, zone, currency, display] of added) {
    server.run('shops', 'add', name, '--timezone', zone, '--currency', currency, ...(display === undefined ? [] : ['--display-name', display]), '--server', server.api)
  }
}

/** The options of the shop switch; the page has other lists. */
const options = (page: Page, selected?: boolean) => page.getByRole('listbox').getByRole('option', selected === undefined ? {} : { selected })

/** Rates of the last two weeks, so that whatever day is asked for is there. */
async function rates(server: Server, rate: string): Promise<void> {
  const days = Array.from({ length: 14 }, (_, back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10))
  const body = RATES_BASE + days.map((day) => `${day},EUR,GBP,${rate}\n`).join('')
  const answer = await fetch(`${server.url}/v1/rates`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body })
  expect(answer.status).toBe(200)
}

test('all shops: each in its own currency, and a total that says what it leaves out', async ({ page, server }) => {
  await shops(server, ['de-berlin', 'Europe/Berlin', 'EUR', 'Berlin'], ['jp-tokyo', 'Asia/Tokyo', 'JPY'])
  await rates(server, '0.8')
  await post(server, 'default', '1', '8.00')
  await post(server, 'jp-tokyo', '1', '5000')
  await page.goto(`${server.url}/`)
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'All shops' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'All shops' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Currency of the total' }).selectOption('EUR')
  await expect(page).toHaveURL(/currency=EUR/)
  const total = page.getByRole('region', { name: 'Revenue today' })
  await expect(total).toContainText('€10.00')
  await expect(total).toContainText('Not in the total: 1 shop with 1 order, because there is no rate of')
  await expect(total).toContainText('for JPY.')
  await expect(total).toContainText('1 EUR = 0.8 GBP.')
  const row = (shop: string) => page.locator(`tr[data-shop="${shop}"]`)
  await expect(row('default')).toContainText('£8.00')
  await expect(row('default')).toContainText('≈ €10.00')
  await expect(row('jp-tokyo')).toContainText('¥5,000')
  await expect(row('jp-tokyo')).toContainText('no rate')
  // It is live, and sorted again.
  await post(server, 'de-berlin', '1', '12.34')
  await expect(total).toContainText('€22.34')
  await expect(page.locator('tbody tr').first()).toContainText('Berlin')
  await page.getByRole('group', { name: 'Sort by' }).getByRole('button', { name: 'Name' }).click()
  await expect(page.locator('tbody tr').nth(1)).toContainText('default')
  await page.getByRole('button', { name: 'Reverse the order' }).click()
  await expect(page.locator('tbody tr').first()).toContainText('jp-tokyo')
  // Groups, and the shops in one of them.
  await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Groups' }).click()
  await page.getByRole('button', { name: 'Only de', exact: true }).click()
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await expect(total).toContainText('€12.34')
  await page.getByRole('searchbox').fill('nobody')
  await expect(page.getByText('No shop matches “nobody”.')).toBeVisible()
  await page.goto(`${server.url}/shops?wall&currency=EUR`)
  await expect(page.locator('tbody tr')).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/wall/)
})

test('all shops fit a phone, and say so when they are not live', async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await shops(server, ['a-shop-with-quite-a-long-name-of-its-own', 'America/Argentina/Buenos_Aires', 'EUR'])
  await post(server, 'a-shop-with-quite-a-long-name-of-its-own', '1', '1234567.89')
  await page.goto(`${server.url}/shops?currency=EUR`)
  await expect(page.locator('tbody tr').first()).toContainText('€1,234,567.89')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await server.kill()
  await expect(page.getByText('These figures are not live.')).toBeVisible({ timeout: 15_000 })
  await server.start()
  await expect(page.getByText('These figures are not live.')).toBeHidden({ timeout: 15_000 })
})

test('the switch finds shops by the keyboard, stays on the page, and remembers', async ({ page, server }) => {
  await shops(server, ['acme', 'Asia/Tokyo', 'JPY', 'Acme Tea'], ['berlin', 'Europe/Berlin', 'EUR'])
  await page.goto(`${server.url}/days`)
  const open = page.getByRole('button', { name: 'Shop: default. Choose another' })
  await open.click()
  await expect(options(page)).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(open).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type('TEA')
  await expect(options(page)).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${server.url}/days?shop=acme`)
  await page.getByRole('button', { name: 'Shop: acme. Choose another' }).click()
  await expect(options(page)).toHaveCount(3)
  await page.keyboard.press('ArrowUp')
  await expect(options(page, true)).toContainText('default')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${server.url}/days`)
  await open.click()
  await expect(options(page).first()).toContainText('Acme Tea')
})

test('with a single shop, there is nothing to choose', async ({ page, server }) => {
  await page.goto(`${server.url}/`)
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Feed' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'All shops' })).toBeHidden()
  await expect(page.getByRole('button', { name: /Choose another/ })).toBeHidden()
})
