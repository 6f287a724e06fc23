import { readFile } from 'node:fs/promises'
import { figure } from './board'
import { expect, test } from './fixtures'
import { order, type Server } from './server'

/** Sixty items: item 0 sold 100 times, item 59 sold 41 times. */
async function sixtyItems(server: Server): Promise<void> {
  await server.post(...Array.from({ length: 60 }, (_, n) => order(String(n), n === 7 ? '=Kéks, "7"' : `Item ${n}`, '1.10', 100 - n)))
}

test('every page has an address of its own, and modes are kept from page to page', async ({ page, server }) => {
  await sixtyItems(server)
  await page.goto(`${server.url}/?masked`)
  const pages = page.getByRole('navigation', { name: 'Pages' })
  for (const name of ['Items', 'Days', 'Feed']) {
    await pages.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(page).toHaveURL(`${server.url}/${name.toLowerCase()}?masked`)
  }
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'Days' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Days' })).toBeVisible()
})

test('items: by money in the last weeks, sorted, with a search that keeps the rank, and a file of exactly what is shown', async ({ page, server }) => {
  await sixtyItems(server)
  await server.post(order('old', 'Old hat', '50.00', 30, 2), { ...order('back', 'Old hat', '50.00', -2), items: [{ sku: 'SKU-old', name: 'Old hat', price: '50.00', quantity: -2 }] })
  await page.goto(`${server.url}/items`)
  const rows = page.locator('tbody tr')
  await expect(rows).toHaveCount(50)
  await expect(page.getByText('1–50 of 61 items')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Period' })).toHaveValue('last_28_days')
  // Days that are not over are not compared, and neither are days before the shop's first.
  await expect(page.getByText('not compared: the days before are earlier than the first order')).toBeVisible()
  await expect(rows.first()).toContainText('£1,500.00')
  await page.getByRole('combobox', { name: 'Compared with' }).selectOption('not compared')
  await expect(rows.first()).toContainText('£100.002 pieces')
  await page.getByRole('button', { name: 'Units', exact: true }).click()
  await expect(rows.first()).toContainText('Item 0')
  await expect(page).toHaveURL(/sort=units/)

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()])
  expect(file.suggestedFilename()).toMatch(/^livetill-default-items-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(52)
  expect(lines[0]).toBe('\ufeffrank,sku,name,amount,share,units,returned,returned_amount')
  expect(lines[1]).toMatch(/^1,SKU-0,Item 0,110\.00,0\.\d+,100,0,0\.00$/)
  expect(lines[8]).toMatch(/^8,SKU-7,"'=Kéks, ""7""",102\.30,/)
  expect(lines[51]).toMatch(/^,,all,/)

  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByText('51–61 of 61 items')).toBeVisible()
  await page.getByRole('searchbox').fill('iTEM 3')
  await expect(page.getByText('1–11 of 11 items')).toBeVisible()
  await expect(rows.nth(1)).toContainText('Item 30')
  await expect(rows.nth(1).locator('.rank')).toHaveText('31')
  await page.getByRole('searchbox').fill('nothing like it')
  await expect(page.getByText('Nothing sold or returned in these days matches “nothing like it”.')).toBeVisible()
})

test('items: all time, by units, with a line for each', async ({ page, server }) => {
  await sixtyItems(server)
  await page.goto(`${server.url}/items`)
  await page.getByRole('combobox', { name: 'Period' }).selectOption('All time')
  const rows = page.locator('tbody tr')
  await expect(page.getByText('1–50 of 60 items')).toBeVisible()
  await expect(rows.first().locator('svg[role=img]')).toBeVisible()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()])
  expect(file.suggestedFilename()).toBe('livetill-default-items-all-time.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(51)
  // The line of a row is in its last columns, even for rows that nobody has scrolled to.
  expect(lines[0]).toMatch(/^\ufeffrank,sku,name,units(,\d{4}-\d\d-\d\d)+$/)
  expect(lines[50]).toMatch(/^50,SKU-49,Item 49,51(,0)*,51$/)
  await page.goBack()
  await expect(page.getByRole('combobox', { name: 'Period' })).toHaveValue('last_28_days')
})

test('an item: its figures, its days, and the orders with it', async ({ page, server }) => {
  const tea = (id: string, quantity: number, daysAgo: number) => ({ ...order(id, 'Tea', '2.50', quantity, daysAgo), items: [{ sku: 'TEA 1/2', name: 'Tea', price: '2.50', quantity }] })
  await server.post(tea('a', 4, 3), tea('b', 2, 1), tea('c', -1, 1), order('d', 'Cup', '5.00', 1, 1), tea('e', 8, 0))
  await page.goto(`${server.url}/items?span=last_7_days&against=nothing`)
  await page.getByRole('link', { name: 'Tea' }).click()
  await expect(page).toHaveURL(/sku=TEA\+1%2F2/)
  // The figures are of one moment, and the page says which.
  await expect(page.getByText(/; as of \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeEnabled()
  await expect(page.getByRole('heading', { level: 2, name: 'Tea' })).toBeVisible()
  await expect(figure(page, 'Net amount')).toHaveText('£35.00')
  await expect(figure(page, 'Units')).toHaveText('14')
  await expect(figure(page, 'Share')).toHaveText('87.5%')
  await expect(figure(page, 'Returned')).toHaveText('£2.50')
  const rows = page.getByRole('group', { name: 'Figures' }).locator('tbody tr')
  await expect(rows).toHaveCount(4)
  await expect(rows.nth(1)).toContainText('50%')
  await expect(page.getByRole('region', { name: 'Orders with it' }).locator('ol > li')).toHaveCount(1)
  await page.getByLabel('Orders of the day').selectOption({ index: 2 })
  await expect(page.getByRole('region', { name: 'Orders with it' })).toContainText(/Tea\s*4/)

  // Its days are kept when you go back to all items.
  await page.getByRole('combobox', { name: 'Period' }).selectOption('Today')
  await expect(figure(page, 'Units')).toHaveText('8')
  await page.getByRole('link', { name: 'All items' }).click()
  await expect(page.locator('tbody tr')).toHaveCount(1)
})

test('days: any kept day with its own board, and totals next to it', async ({ page, server }) => {
  await server.post(order('now', 'Hanging heart', '10.00'), order('then', 'Cake stand', '20.00', 2, 2))
  await page.goto(`${server.url}/days`)
  await expect(figure(page, 'Revenue')).toHaveText('£10.00')
  await expect(page.getByRole('img', { name: /Bar chart of gross revenue/ })).toBeVisible()

  await page.getByRole('button', { name: 'Day before' }).click()
  await expect(figure(page, 'Revenue')).toHaveText('£40.00')
  await expect(page.getByText('Whole day, compared with whole days')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Top items of the day' })).toContainText('Cake stand')
  await expect(page).toHaveURL(/date=\d{4}-\d\d-\d\d/)
  await expect(page.locator('tr.chosen')).toContainText('£40.00')

  await page.getByRole('button', { name: 'Today', exact: true }).click()
  await expect(figure(page, 'Revenue')).toHaveText('£10.00')

  await page.goto(`${server.url}/days?date=2001-01-01`)
  await expect(page.getByText('is not known: it is before the shop’s first order')).toBeVisible()
})

test('feed: pages that hold still while orders come in, and one item alone', async ({ page, server }) => {
  await sixtyItems(server)
  await page.goto(`${server.url}/feed`)
  const rows = page.locator('tbody tr')
  await expect(rows).toHaveCount(25)
  await expect(rows.first()).toContainText('Item 59')
  await expect(page.getByTestId('feed-state')).toHaveText('Live')

  await page.getByRole('button', { name: 'Next' }).click()
  await expect(rows.first()).toContainText('Item 34')
  await server.post(order('late', 'Latecomer', '2.00'))
  await expect(page.getByTestId('feed-state')).toHaveText('Held while you read, 1 new')
  await expect(rows.first()).toContainText('Item 34')
  await page.getByRole('button', { name: 'Show new' }).click()
  await expect(rows.first()).toContainText('Latecomer')

  await page.getByRole('button', { name: 'Pause' }).click()
  await server.post(order('later', 'Still later', '2.00'))
  await expect(page.getByTestId('feed-state')).toContainText('1 new')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(rows.first()).toContainText('Still later')

  await page.getByRole('searchbox').fill('sku-12')
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('Item 12')
})

test('on a phone, a date of another year takes two lines, and the figures are aligned', async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await server.post(order('old', 'Old hat', '5.00', 3, 400), order('back', 'Hat', '5.00', -1), order('new', 'Hat', '5.00', 2))
  await page.goto(`${server.url}/feed`)
  const times = page.locator('tbody time')
  await expect(times).toHaveCount(2)
  const lines = await times.evaluateAll((all) => all.map((time) => new Set([...time.getClientRects()].map(({ top }) => Math.round(top))).size))
  expect(lines).toEqual([1, 2])

  await page.goto(server.url)
  const left = (figures: string) => page.locator(figures).first().evaluate((element) => element.getBoundingClientRect().left)
  await expect(page.locator('.others dl').first()).toBeVisible()
  expect(await left('.others dt span')).toBe(await left('.tiles dt span'))
})
