import { expect, test } from './fixtures'

test('the empty board shows how to connect a shop to this very server', async ({ page, server }) => {
  await page.goto(server.url)
  const command = page.getByLabel('Command that connects a shop')
  for (const [platform, name] of [
    ['Shopify', 'shopify'],
    ['WooCommerce', 'woocommerce'],
    ['Stripe', 'stripe'],
    ['Own program', 'standard'],
  ] as const) {
    await page.getByRole('button', { name: platform, exact: true }).click()
    await expect(command).toContainText(`livetill connect ${name}`)
    await expect(command).toContainText(`--server '${server.url.replace(/\/$/, '')}'`)
  }
})

test('a day says whether it matches the platform, and which orders do not', async ({ page, server }) => {
  await server.post({ id: 'a', timestamp: new Date().toISOString(), items: [{ sku: 'A', price: '8.50', quantity: 1 }] })
  const board = await (await page.request.get(`${server.url}/v1/board`)).json()
  const amounts = { total: '8.50', tax: null, shipping: null }
  const day = { day: board.date, at: `${board.date}T02:10:11.000Z`, equal: true, theirs: amounts, ours: amounts, detail: null, differences: [], total: 0, mended: 0 }
  const differences = [
    { id: 'woo:2003', theirs: { ...amounts, total: '1.00' }, ours: null, reason: 'missing_here', mended: false },
    { id: 'woo:2004', theirs: { ...amounts, total: '0.0012' }, ours: null, currency: 'BTC', reason: 'rejected_here', rejected: 'currency_mismatch', mended: false },
  ]
  const answer = (equal: boolean) => ({ shop: 'default', platform: 'woocommerce', currency: 'GBP', at: day.at, equal, problem: equal ? null : 'it answers 503', days: [{ ...day, equal, ...(equal ? {} : { differences, total: 2 }), theirs: { ...amounts, total: equal ? '8.50' : '9.50' } }] })
  let isEqual = true
  await page.route('**/v1/reconciliation**', (route) => route.fulfill({ json: answer(isEqual) }))
  await page.goto(`${server.url}/days`)
  await expect(page.getByText(/^Matches WooCommerce, checked .*:10:11/)).toBeVisible()
  isEqual = false
  await page.reload()
  await expect(page.getByText('£9.50 charged there, £8.50 here')).toBeVisible()
  await expect(page.getByText('The last comparison with WooCommerce failed: it answers 503')).toBeVisible()
  // By key: the history of days may come in above it, and a click would miss it.
  await page.getByText('2 orders differ').press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: 'woo:2003' })).toHaveText('woo:2003 missing here; £1.00 there, – here')
  await expect(page.getByRole('listitem').filter({ hasText: 'woo:2004' })).toHaveText('woo:2004 rejected here: currency_mismatch; 0.0012 BTC there, – here')
})

test('a day that cannot be compared with the platform says why, and does not differ', async ({ page, server }) => {
  await server.post({ id: 'a', timestamp: new Date().toISOString(), items: [{ sku: 'A', price: '8.50', quantity: 1 }] })
  const board = await (await page.request.get(`${server.url}/v1/board`)).json()
  const theirs = { total: '8.50', tax: null, shipping: null }
  const detail = 'our sums of the day are unknown'
  const day = { day: board.date, at: `${board.date}T02:10:11.000Z`, equal: null, theirs, ours: null, other_currencies: null, reported: null, detail, said: { code: 'books_unknown', values: {} }, differences: [], total: 0, mended: 0 }
  await page.route('**/v1/reconciliation**', (route) => route.fulfill({ json: { shop: 'default', platform: 'woocommerce', currency: 'GBP', at: day.at, equal: null, problem: null, days: [day] } }))
  await page.goto(`${server.url}/days`)
  await expect(page.getByText(/^Cannot be compared with WooCommerce, checked .*:10:11/)).toBeVisible()
  await expect(page.getByText('our sums of the day are unknown.')).toBeVisible()
  await expect(page.getByText(/Differs from/)).toHaveCount(0)
})
