import { KEPT_FIGURES, sampleHealth } from '../src/health/sample'
import { clippedTexts } from './clipped'
import { expect, test } from './fixtures'
import { order } from './server'

const tile = (page: import('@playwright/test').Page, group: string, label: string) =>
  page.getByRole('region', { name: group }).locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}(?=:|$)`) }) }).locator('dd.value')

/** If other tests take all cores, the page says only that. */
const isWell = (page: import('@playwright/test').Page) => page.getByRole('listitem').filter({ hasText: /Nothing is wrong with the server|The machine is \d+% busy/ })

test('health: the store, the machine and the orders on their way, live', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  const refused = await fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"2"}' })
  expect(refused.status).toBe(422)
  await page.goto(`${server.url}/health`)
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible()
  await expect(isWell(page)).toBeVisible()
  await expect(tile(page, 'Machine', 'Free memory')).toHaveText(/\d.* [MGT]B$/)
  await expect(tile(page, 'Machine', 'Server memory')).toHaveText(/\d.* [MG]B$/)
  await expect(page.getByRole('region', { name: 'Servers' }).getByRole('cell', { name: /\(this one\)/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Rejects by reason' })).toContainText('default')
  await expect(page.getByRole('region', { name: 'Sources' })).toContainText('No source is configured')

  // This page is a viewer too, and orders that come in now change the rate.
  await expect(tile(page, 'Screens', 'Viewers')).toHaveText('1')
  let posted = 0
  await expect(async () => {
    await server.post(order(`more-${(posted += 1)}`, 'Cake stand', '1.00'))
    await expect(tile(page, 'Orders in', 'Orders')).toHaveText(/^(0\.[1-9]|[1-9]).*\/s$/, { timeout: 1000 })
  }).toPass({ timeout: 40_000 })
  await expect(tile(page, 'Orders in', 'Commit time, 99%')).toHaveText(/\d.* (ms|secs?)$/)

  // The lines of the last hour, for people who prefer figures.
  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(page.getByRole('region', { name: 'The last hour' }).getByRole('row', { name: /Machine: CPU/ }).getByRole('cell').last()).toHaveText(/%$/)

  await server.kill()
  await expect(page.getByRole('alert').filter({ hasText: 'The server does not answer.' }).first()).toBeVisible()
  await server.start()
  await expect(isWell(page)).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 })
})

test('the pictures of the health page show only what a server really sends', async ({ server }) => {
  const health = (await (await fetch(`${server.url}/v1/health?history=true`)).json()) as Record<string, object> & { history: { series: object } }
  const sample = sampleHealth() as unknown as Record<string, object>
  const names = (of: object | undefined) => Object.keys(of ?? {}).sort()
  expect(names(health)).toEqual([...names(sample), 'history'].sort())
  for (const part of ['server', 'store', 'host', 'intake', 'screen']) expect(names(health[part]), part).toEqual(names(sample[part]))
  expect(names(health.history.series)).toEqual(KEPT_FIGURES.toSorted())
})

test('rejects: by reason with what to do, and an admin replays and drops them', async ({ page, server }) => {
  const send = (body: string) => fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body })
  const good = order('1', 'Hanging heart', '12.34')
  await send(`{"id":"late","timestamp":1}\n{"id":"none","timestamp":1}\n${JSON.stringify({ ...good, id: 'old', currency: 'EUR' })}`)
  await page.goto(`${server.url}/health`)
  const table = page.getByRole('region', { name: 'Rejects by reason' })
  const row = (reason: string) => table.getByRole('row').filter({ has: page.locator('code', { hasText: reason }) })
  await expect(row('invalid_timestamp')).toContainText(/No usable time.*Send the time with an offset.*default\s*2\s*2/s)
  await expect(row('currency_mismatch')).toContainText('Load rates (livetill rates import) and replay')

  // What was wrong is a sentence; the event itself is shown on request.
  await row('invalid_timestamp').getByRole('button', { name: 'Show: No usable time' }).click()
  const events = table.getByRole('list', { name: 'Newest events: No usable time' })
  await expect(events.getByRole('listitem')).toHaveCount(2)
  await expect(events.getByRole('listitem').first()).toContainText(/^none.*is before 1995/s)
  await expect(events.getByText('"id":"late"')).toBeHidden()

  // It is in the language of the page, with the values in the sentence; on a phone nothing of it is cut off.
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${server.url}/health?lang=de`)
  const inGerman = page.getByRole('region', { name: 'Abgelehnt, nach Grund' })
  await inGerman.getByRole('button', { name: 'Zeigen: Keine brauchbare Zeit' }).click()
  await expect(inGerman.getByRole('listitem').first()).toContainText('Die Zeit 1970-01-01T01:00:01.000+01:00 liegt vor 1995.')
  await inGerman.getByRole('button', { name: 'Zeigen: Andere Währung' }).click()
  await expect(inGerman).toContainText('Die Bestellung ist in EUR, der Shop rechnet in GBP, und es sind keine Kurse geladen.')
  expect(await clippedTexts(page)).toEqual([])
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.goto(`${server.url}/health`)

  await row('currency_mismatch').getByRole('button', { name: 'Replay: Another currency' }).click()
  await expect(table.getByRole('status')).toHaveText('0 orders are counted now, 0 were already known, 1 is rejected again.')
  await row('invalid_timestamp').getByRole('button', { name: 'Drop: No usable time' }).click()
  await expect(table.getByRole('button', { name: 'Drop 2 events for good' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(table.getByRole('status')).toHaveText('2 events were dropped.')
  await expect(row('invalid_timestamp').getByRole('button')).toHaveCount(0)
  await expect(row('currency_mismatch').getByRole('button', { name: 'Drop: Another currency' })).toBeVisible()
})

test.describe('on a server with keys', () => {
  test.use({ keys: { wall: 'view', till: 'ingest' } })
  test('a view key sees reasons and remedies, but no events', async ({ page, server }) => {
    await server.post(order('1', 'Hanging heart', '12.34'))
    await fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { authorization: `Bearer ${server.keys['till']}`, 'content-type': 'application/json' }, body: '{"id":"2"}' })
    await page.goto(`${server.url}/health`)
    await page.getByLabel('Key').fill(server.keys['wall'] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const table = page.getByRole('region', { name: 'Rejects by reason' })
    await expect(table).toContainText('Send the time with an offset')
    await expect(table.getByRole('columnheader', { name: 'Kept' })).toHaveCount(0)
    await expect(table.getByRole('button')).toHaveCount(0)
  })
})
