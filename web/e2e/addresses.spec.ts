import { figure } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test('an address without a page says so, and links to the existing pages', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  const answer = await page.goto(`${server.url}/nope?masked`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('/nope')
  await expect(page.getByTestId('connection')).toContainText('Live')
  // A mode is switched without leaving the address.
  await page.getByRole('button', { name: 'Hide money' }).click()
  await expect(page).toHaveURL(`${server.url}/nope`)
  await page.getByRole('link', { name: 'the board' }).click()
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
})

test('a day in the address that is invalid, in the future, or before all figures is reported as such', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(`${server.url}/days?date=2026-13-45`)
  await expect(page.getByRole('alert').filter({ hasText: '“2026-13-45” is not a date' })).toBeVisible()
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await page.goto(`${server.url}/days?date=2999-01-01`)
  await expect(page.getByText('This day has not begun yet.')).toBeVisible()
  await page.goto(`${server.url}/days?date=1999-01-01`)
  await expect(page.getByText('is not known: it is before the shop’s first order')).toBeVisible()
  await page.goto(`${server.url}/items?date=2026-13-45`)
  await expect(page.getByRole('alert').filter({ hasText: '2026-13-45' })).toBeVisible()
  await page.goto(`${server.url}/items?first=2026-03-02&last=2026-03-01`)
  await expect(page.getByRole('alert').filter({ hasText: 'The first day is after the last one.' })).toBeVisible()
  for (const rest of ['offset=1e400', 'offset=-3', 'week=none', 'wall=often', 'q=%E0%A4%A']) {
    await page.goto(`${server.url}/?${rest}`)
    await expect(page.getByTestId('connection')).toContainText('Live')
  }
})

test('a refusal that the page has only rough words for has those of the server below, called English', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  const detail = 'query parameter `sku` must have 1 to 128 bytes'
  const refusal = { status: 503, contentType: 'application/problem+json', json: { type: 'urn:livetill:problem:invalid_parameter', title: 'Invalid parameter', status: 400, detail } }
  await page.route('**/v1/items/item?**', (route) => route.fulfill(refusal))
  await page.goto(`${server.url}/items?sku=SKU-1&lang=de`)
  const said = page.getByRole('alert').filter({ hasText: 'Mit dem Wert von „sku“ kann der Server nichts anfangen.' })
  await expect(said.locator('small[lang="en"]')).toHaveText(detail)
  await page.goto(`${server.url}/items?sku=SKU-1&lang=en`)
  await expect(page.getByRole('alert').filter({ hasText: detail })).toBeVisible()
  await expect(page.locator('small[lang="en"]')).toHaveCount(0)
})
