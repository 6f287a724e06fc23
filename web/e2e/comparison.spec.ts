import type { Locator, Page } from '@playwright/test'
import { figure } from './board'
import { expect, test } from './fixtures'
import { Server, type Order } from './server'

// A shop of which every day is known, so that its comparisons can be worked out by hand.

/** This many orders of `price` each, in the tenth hour of a day unless another one is given. */
function sold(date: string, count: number, price: string, hour = '10'): Order[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${date} ${hour} ${n}`, timestamp: `${date}T${hour}:${String(n).padStart(2, '0')}:00Z`, items: [{ sku: 'TEA', name: 'Tea', price, quantity: 1 }] }))
}

/** The lines below a figure: yesterday, then a week ago. */
const compared = (page: Page, label: string): Locator => page.locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}\\b`) }) }).locator('.line')

const rows = (page: Page): Locator => page.getByRole('group', { name: 'All days' }).locator('tbody tr')
const row = (page: Page, day: RegExp): Locator => rows(page).filter({ has: page.getByRole('button', { name: day }) })

test.describe('at noon', () => {
  test.use({ startAt: '2026-03-12T12:00:00Z' })

  test('figures are compared with the same time of day, and not at all with fewer than ten orders', async ({ page, server }) => {
    // What yesterday sold in the evening is not counted yet.
    await server.post(...sold('2026-03-12', 12, '10.00'), ...sold('2026-03-11', 10, '8.00'), ...sold('2026-03-11', 30, '99.00', '18'), ...sold('2026-03-05', 9, '10.00'))
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText('£120.00')
    const [yesterday, weekAgo] = [compared(page, 'Revenue').nth(0), compared(page, 'Revenue').nth(1)]
    await expect(yesterday).toHaveText(/▲\s*\+50%\s*yesterday\s*£80\.00/)
    await expect(compared(page, 'Orders').nth(0)).toHaveText(/▲\s*\+20%\s*yesterday\s*10/)
    await expect(weekAgo).toHaveText(/▲\s*\+£30\.00\s*a week ago\s*£90\.00/)
    await expect(weekAgo).not.toContainText('%')

    await server.post(...sold('2026-03-05', 1, '70.00', '09'))
    await expect(weekAgo).toHaveText(/▼\s*[-−]25%\s*a week ago\s*£160\.00/)
    await expect(compared(page, 'Average order').nth(1)).toHaveText(/▼\s*[-−]38%\s*a week ago\s*£16\.00/)
  })
})

test.describe('in a currency that browsers write without decimals', () => {
  test.use({ startAt: '2026-03-12T12:00:00Z', currency: 'HUF' })

  test('an average is compared with all of its decimals', async ({ page, server }) => {
    await server.post(...sold('2026-03-12', 12, '2.50'), ...sold('2026-03-11', 12, '2.49'))
    await page.goto(server.url)
    await expect(compared(page, 'Average order').nth(0)).toHaveText(/▲\s*\+0\.4%\s*yesterday\s*HUF\s2/)
  })
})

test('a day is called high or low compared with the middle half of the same weekdays before it', async ({ page }) => {
  const server = await Server.startAt('2026-03-12T12:00:00Z', '--currency', 'GBP', '--timezone', 'Europe/London', '--retention-days', '60')
  try {
    const wednesdays = { '2026-02-04': '100.00', '2026-02-11': '200.00', '2026-02-18': '300.00', '2026-02-25': '400.00', '2026-03-04': '500.00', '2026-03-11': '150.00' }
    await server.post(...Object.entries(wednesdays).flatMap(([date, total]) => sold(date, 1, total)), ...sold('2026-03-12', 1, '10.00'))
    await page.goto(`${server.url}/days`)
    await expect(rows(page)).toHaveCount(6 + 1)
    // Three Wednesdays are not enough. The middle half of 100 to 400 is 175 to 325; with the 500 it is 200 to 400.
    await expect(row(page, /25 Feb/).locator('.usual')).toHaveText('–')
    await expect(row(page, /25 Feb/).locator('.verdict')).toHaveText('')
    await expect(row(page, /4 Mar/).locator('.usual')).toHaveText('£175 – £325')
    await expect(row(page, /4 Mar/).locator('.verdict')).toHaveText('▲ above')
    await expect(row(page, /11 Mar/).locator('.usual')).toHaveText('£200 – £400')
    await expect(row(page, /11 Mar/).locator('.verdict')).toHaveText('▼ below')
    await expect(row(page, /Today/).locator('.verdict')).toHaveText('so far')

    await row(page, /11 Mar/).getByRole('button').click()
    await expect(page.locator('.legend').filter({ hasText: 'usually' })).toHaveText(/11 Mar\s*£150\.00\s*usually £200 – £400/)

    // A late order moves the range of the days after its own.
    await server.post(...sold('2026-02-11', 1, '100.00', '11'))
    await page.reload()
    await expect(row(page, /11 Mar/).locator('.usual')).toHaveText('£300 – £400')
  } finally {
    await server.dispose()
  }
})
