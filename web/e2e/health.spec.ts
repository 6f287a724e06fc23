import { KEPT_FIGURES, sampleHealth } from '../src/health/sample'
import { expect, test } from './fixtures'
import { order } from './server'

const tile = (page: import('@playwright/test').Page, group: string, label: string) =>
  page.getByRole('region', { name: group }).locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}(?=:|$)`) }) }).locator('dd.value')

/** Where other tests take all cores, the page says that and nothing else. */
const isWell = (page: import('@playwright/test').Page) => page.getByRole('listitem').filter({ hasText: /Nothing is wrong with the server|The machine is \d+% busy/ })

test('health: the store, the machine and the orders on their way, live', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  const refused = await fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"2"}' })
  expect(refused.status).toBe(422)
  await page.goto(`${server.url}/health`)
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible()
  await expect(isWell(page)).toBeVisible()
  await expect(tile(page, 'Host', 'Freeable memory')).toHaveText(/\d.* [MGT]B$/)
  await expect(tile(page, 'Host', 'Server memory')).toHaveText(/\d.* [MG]B$/)
  await expect(page.getByRole('region', { name: 'Servers' }).getByRole('cell', { name: /\(this one\)/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Rejects by reason' })).toContainText('default')
  await expect(page.getByRole('region', { name: 'Sources' })).toContainText('No source is configured')

  // The page that asks is a viewer too, and orders that come in now move the rate.
  await expect(tile(page, 'Screens', 'Viewers')).toHaveText('1')
  let posted = 0
  await expect(async () => {
    await server.post(order(`more-${(posted += 1)}`, 'Cake stand', '1.00'))
    await expect(tile(page, 'Orders in', 'Orders')).toHaveText(/^(0\.[1-9]|[1-9]).*\/s$/, { timeout: 1000 })
  }).toPass({ timeout: 40_000 })
  await expect(tile(page, 'Orders in', 'Commit, 99% within')).toHaveText(/\d.* (ms|secs?)$/)

  await server.kill()
  await expect(page.getByRole('alert').filter({ hasText: 'The server does not answer.' }).first()).toBeVisible()
  await server.start()
  await expect(isWell(page)).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 })
})

test('the pictures of the health page show what a server says, and no more', async ({ server }) => {
  const health = (await (await fetch(`${server.url}/v1/health?history=true`)).json()) as Record<string, object> & { history: { series: object } }
  const sample = sampleHealth() as unknown as Record<string, object>
  const names = (of: object | undefined) => Object.keys(of ?? {}).sort()
  expect(names(health)).toEqual([...names(sample), 'history'].sort())
  for (const part of ['server', 'store', 'host', 'intake', 'screen']) expect(names(health[part]), part).toEqual(names(sample[part]))
  expect(names(health.history.series)).toEqual(KEPT_FIGURES.toSorted())
})
