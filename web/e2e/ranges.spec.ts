import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import type { Order, Server } from './server'

// Thursday noon of a shop whose weeks begin on Sunday.
test.use({ startAt: '2026-03-12T12:00:00Z', settings: ['--week-begins', 'sunday', '--retention-days', '40'] })

function sold(date: string, count: number, price: string, more: Partial<Order> = {}): Order[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${date} ${n}`, timestamp: `${date}T10:${String(n).padStart(2, '0')}:00Z`, items: [{ sku: 'TEA', name: 'Tea', price, quantity: 1 }], ...more }))
}

/** This week 200.00 and 100.00, the last one 150.00 in all, a year ago on the same weekday 400.00. */
async function weeks(server: Server): Promise<void> {
  await server.post(
    ...sold('2025-03-01', 1, '1.00'),
    ...sold('2025-03-13', 10, '40.00'),
    ...sold('2026-03-01', 10, '5.00'),
    ...sold('2026-03-05', 10, '10.00'),
    ...sold('2026-03-08', 20, '10.00', { channel: 'online' }),
    ...sold('2026-03-12', 10, '10.00', { channel: 'pos' }),
  )
}

const period = (page: Page) => page.getByRole('combobox', { name: 'Period' })
const table = (page: Page) => page.getByRole('group', { name: 'Figures' })
const title = (page: Page) => page.getByRole('region', { name: /–/ }).first()

test('a period is picked by its name, compared with the one before, and kept by links and the back button', async ({ page, server }) => {
  await weeks(server)
  await page.goto(`${server.url}/days`)
  await expect(figure(page, 'Revenue')).toHaveText('£100.00')
  await period(page).selectOption('This week')
  await expect(page).toHaveURL(/[?&]span=week$/)
  // The week begins on Sunday, the 8th, and is compared with four and a half days of the one before.
  await expect(figure(page, 'Revenue')).toHaveText('£300.00')
  await expect(page.getByText('against 1 Mar 2026 – 5 Mar 2026, on its last day until 12:0')).toBeVisible()
  await expect(title(page).locator('dl', { hasText: 'Revenue' }).locator('.line').first()).toHaveText(/▲\s*\+100%\s*before\s*£150\.00/)
  await expect(table(page).locator('tbody tr')).toHaveCount(6)
  await expect(table(page).locator('tbody tr').last()).toContainText('£300.00')
  // Channels are kept by day, so those that are compared end with yesterday, and say so.
  await expect(page.getByRole('region', { name: 'By channel' })).toContainText(/gross revenue 8 Mar 2026 – 11 Mar 2026, against 1 Mar 2026 – 4 Mar 2026.*Online shop/)

  await page.getByRole('combobox', { name: 'Compared with' }).selectOption('against the same weekdays a year before')
  await expect(page).toHaveURL(/against=year_weekday/)
  await expect(page.getByText('against 9 Mar 2025 – 13 Mar 2025')).toBeVisible()

  await page.getByRole('button', { name: 'Period before' }).click()
  await expect(page).toHaveURL(/first=2026-03-03&last=2026-03-07/)
  await expect(figure(page, 'Revenue')).toHaveText('£100.00')
  await page.goBack()
  await expect(figure(page, 'Revenue')).toHaveText('£300.00')
  await page.goBack()
  await expect(page.getByText('against 1 Mar 2026').first()).toBeVisible()
  await page.reload()
  await expect(period(page)).toHaveValue('week')
  await expect(figure(page, 'Revenue')).toHaveText('£300.00')
  await page.goBack()
  await expect(period(page)).toHaveValue('today')
  await expect(figure(page, 'Revenue')).toHaveText('£100.00')
})

test('channels that could not be read are read again when asked', async ({ page, server }) => {
  await weeks(server)
  await page.route('**/v1/breakdown?**', (route) => route.fulfill({ status: 503, body: '' }))
  await page.goto(`${server.url}/days?span=week`)
  const failed = page.getByRole('status').filter({ hasText: 'Channels and countries cannot be read' })
  await expect(failed).toBeVisible()
  // A page that becomes live asks by itself.
  await expect(page.getByTestId('connection')).toContainText('Live')
  await page.unroute('**/v1/breakdown?**')
  await failed.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'By channel' })).toContainText('Online shop')
})

test('dates may be typed before the live figures are there', async ({ page, server }) => {
  await weeks(server)
  await withoutSharedWorker(page)
  await page.routeWebSocket(/\/v1\/live/, () => undefined)
  await page.goto(`${server.url}/days?span=last_7_days`)
  const first = page.getByLabel('First day')
  await expect(first).toHaveValue('2026-03-06')
  await first.fill('2026-02-25')
  await first.press('Enter')
  await expect(page).toHaveURL(/first=2026-02-25&last=2026-03-12/)
})

test('dates are typed, shown by day, week or month, and saved as they are shown', async ({ page, server }) => {
  await weeks(server)
  await page.goto(`${server.url}/days?span=last_7_days`)
  const first = page.getByLabel('First day')
  await expect(first).toHaveValue('2026-03-06')
  await first.fill('2026-02-25')
  await first.press('Enter')
  await expect(page).toHaveURL(/first=2026-02-25&last=2026-03-12/)
  await expect(period(page)).toHaveValue('dates')
  await expect(figure(page, 'Revenue')).toHaveText('£450.00')
  await page.getByRole('button', { name: 'Week', exact: true }).click()
  const rows = table(page).locator('tbody tr')
  await expect(rows).toHaveCount(4)
  // Newest first, each with its own comparison.
  await expect(rows.nth(0)).toContainText('8 Mar – 12 Mar 2026')
  await expect(rows.nth(1)).toContainText('£150.00')

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()])
  expect(file.suggestedFilename()).toBe('livetill-default-days-2026-02-25-2026-03-12.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines[0]).toBe('\ufefffirst,last,orders,revenue,revenue_before,change')
  expect(lines).toHaveLength(5)
  expect(lines[2]).toMatch(/^2026-03-01,2026-03-07,20,150.00,/)
  expect(lines[4]).toMatch(/^all,,50,450.00,/)

  // A row of several days leads to those days, and a single day to its board.
  await rows.nth(1).getByRole('button').click()
  await expect(page).toHaveURL(/first=2026-03-01&last=2026-03-07/)
  await table(page).getByRole('button', { name: '5 Mar' }).click()
  await expect(page).toHaveURL(/date=2026-03-05/)
  await expect(figure(page, 'Revenue')).toHaveText('£100.00')

  await first.fill('2026-03-12')
  await page.getByLabel('Last day').fill('2026-03-01')
  await page.getByLabel('Last day').press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: /^The first day is after the last one\.$/ })).toBeVisible()
  await page.goto(`${server.url}/days?span=fortnight`)
  // On a busy machine, the live connection may be late, which is an alert of its own.
  await expect(page.getByRole('alert').filter({ hasText: '“fortnight” is not the name of a period.' })).toBeVisible()
})

test('what was sold before the shop’s first day is not known, which is not nothing', async ({ page, server }) => {
  await server.post(...sold('2026-03-10', 1, '7.00'), ...sold('2026-03-12', 1, '8.00'))
  await page.goto(`${server.url}/days?first=2026-03-05&last=2026-03-12`)
  await expect(figure(page, 'Revenue')).toHaveText('£15.00')
  await expect(page.getByText(/what was sold before the shop’s first day, 10 Mar 2026, is not known$/)).toBeVisible()
  // The three days from then on, and the total.
  await expect(table(page).locator('tbody tr')).toHaveCount(4)
  await page.goto(`${server.url}/days?first=2026-03-05&last=2026-03-09`)
  await expect(figure(page, 'Revenue')).toHaveText('–')
  await page.goto(`${server.url}/days?date=2026-03-09`)
  await expect(page.getByText('What was sold on this day is not known: it is before the shop’s first order.')).toBeVisible()
  await page.goto(`${server.url}/days?date=2026-03-11`)
  await expect(page.getByText('No orders on this day.')).toBeVisible()
})
