import { withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test('an alert stands above every page and on the wall, is snoozed, and goes when it is over', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await withoutSharedWorker(page)
  let standing: object[] = []
  let say: () => void = () => undefined
  await page.routeWebSocket(/\/v1\/live/, (socket) => {
    const line = socket.connectToServer()
    let seq = 1_000_000
    say = () => socket.send(JSON.stringify({ seq: (seq += 1), as_of: new Date().toISOString(), alerts: standing }))
    line.onMessage((message) => socket.send(JSON.stringify({ ...(JSON.parse(String(message)) as object), alerts: standing })))
  })
  const asked: string[] = []
  await page.route('**/v1/alerts/**', async (route) => {
    asked.push(`${new URL(route.request().url()).pathname} ${route.request().postData() ?? ''}`)
    const isFirst = asked.length === 1
    await route.fulfill(isFirst ? { status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Store away', status: 503, detail: 'Try again in a moment.' } } : { json: {} })
  })
  const alert = { id: 'sales_stopped.default', rule: 'sales_stopped', shop: 'default', source: null, since: '2026-03-11T17:36:00Z', raised_at: '2026-03-11T17:52:00Z', detail: 'no order in 47 min, 12.3 are usual', snoozed_until: null as string | null }

  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')
  await expect(page.getByRole('complementary', { name: 'Alerts' })).toHaveCount(0)
  standing = [alert]
  say()
  const banner = page.getByRole('complementary', { name: 'Alerts' })
  await expect(banner).toContainText('no order in 47 min, 12.3 are usual. Since 17:36:00.')
  // The minutes that tick in the detail are not read out again and again.
  await expect(banner.getByRole('alert')).toHaveText('Sales have stopped')

  await banner.getByRole('button', { name: 'Sales have stopped: snooze 1 h' }).click()
  await expect(banner).toContainText('Try again in a moment.')
  await banner.getByRole('button', { name: 'Sales have stopped: snooze 1 h' }).click()
  await expect.poll(() => asked.at(-1)).toBe('/v1/alerts/sales_stopped.default/snooze {"minutes":60}')
  standing = [{ ...alert, snoozed_until: '2026-03-11T18:52:00Z' }]
  say()
  await expect(banner).toContainText('silent until 18:52:00')
  await banner.getByRole('button', { name: 'Sales have stopped: wake' }).click()
  await expect.poll(() => asked.at(-1)).toBe('/v1/alerts/sales_stopped.default/snooze {"minutes":0}')

  for (const path of ['/items', '/health', '/?wall']) {
    await page.goto(server.url + path)
    await expect(page.getByRole('complementary', { name: 'Alerts' })).toContainText('Sales have stopped')
  }
  await expect(page.getByRole('complementary', { name: 'Alerts' }).getByRole('button')).toHaveCount(0)
  standing = []
  say()
  await expect(page.getByRole('complementary', { name: 'Alerts' })).toHaveCount(0)
})
