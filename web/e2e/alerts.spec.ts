import { withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import type { Order } from './server'

const NOON = '2026-03-11T12:00:00Z'
const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const MINUTES_APART = 5

/** An order every five minutes, from one moment to another. */
function steadily(from: number, until: number): Order[] {
  const count = Math.ceil((until - from) / (MINUTES_APART * MINUTE_MS))
  const times = Array.from({ length: count }, (_, n) => new Date(from + n * MINUTES_APART * MINUTE_MS).toISOString())
  return times.map((timestamp) => ({ id: timestamp, timestamp, items: [{ sku: 'TEA', name: 'Tea', price: '4.25', quantity: 1 }] }))
}

test.describe('a shop that sells by the clock', () => {
  test.use({ startAt: NOON })

  test('has an alert above every page and on the wall when sales stop; it can be snoozed and woken, and ends when sales are back', async ({ page, server }) => {
    const noon = Date.parse(NOON)
    const midnight = noon - DAY_MS / 2
    await server.post(...steadily(midnight - 7 * DAY_MS, midnight), ...steadily(midnight, noon))
    await withoutSharedWorker(page)
    await page.goto(server.url)
    await expect(page.getByTestId('connection')).toContainText('Live')
    const banner = page.getByRole('complementary', { name: 'Alerts' })
    await expect(banner).toHaveCount(0)

    await server.setClock('2026-03-11T14:30:00Z')
    await expect(banner).toContainText(/Sales have stopped\s*No order in \d+ min, \d+(\.\d)? were expected/)
    await expect(banner).toContainText(/Since 1[12]:\d\d:\d\d/)
    // The ticking minutes in the detail are not read out again and again.
    await expect(banner.getByRole('alert')).toHaveText('Sales have stopped')

    const refusal = { status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Store away', status: 503, detail: 'Try again in a moment.' } }
    await page.route('**/v1/alerts/**', (route) => route.fulfill(refusal), { times: 1 })
    const snooze = banner.getByRole('button', { name: 'Sales have stopped: snooze 1 h' })
    const wake = banner.getByRole('button', { name: 'Sales have stopped: end snooze' })
    await snooze.click()
    await expect(banner).toContainText('Try again in a moment.')
    await snooze.click()
    await expect(banner).toContainText(/snoozed until 15:3\d:\d\d/)
    await expect(banner).not.toContainText('Try again in a moment.')
    await wake.click()
    await expect(snooze).toBeVisible()
    // A snooze ends by itself while the alert is still open.
    await snooze.click()
    await expect(wake).toBeVisible()
    await server.setClock('2026-03-11T15:45:00Z')
    await expect(snooze).toBeVisible()

    for (const path of ['/items', '/health', '/?wall']) {
      await page.goto(server.url + path)
      await expect(banner).toContainText('Sales have stopped')
    }
    await expect(banner.getByRole('button')).toHaveCount(0)

    await server.post(...steadily(Date.parse('2026-03-11T15:10:00Z'), Date.parse('2026-03-11T15:45:00Z')))
    await expect(banner).toHaveCount(0)
  })
})
