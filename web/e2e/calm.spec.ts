import type { Page } from '@playwright/test'
import { figure } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

/** Runs in the page: from now on, keeps what moved. */
function watchShifts(): void {
  const shifted: string[] = []
  Object.assign(window, { shifted })
  type Shift = PerformanceEntry & { sources: { node: Node | null }[] }
  new PerformanceObserver((list) => {
    for (const { sources } of list.getEntries() as Shift[])
      for (const { node } of sources) {
        const element = node instanceof Element ? node : node?.parentElement
        // Lists may move; what is around them may not.
        if (element?.closest('ol') === null) shifted.push(element.outerHTML.slice(0, 200))
      }
  }).observe({ type: 'layout-shift' })
}
const seen = (page: Page, what: 'announced' | 'shifted') => page.evaluate((name) => (window as unknown as Record<string, unknown>)[name], what)

test('while orders come in, nothing is announced and nothing shifts', async ({ page, server }) => {
  await server.post(...Array.from({ length: 40 }, (_, n) => order(`old-${n}`, `Item ${n}`, '2.00', 1 + (n % 3))))
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')
  await expect(figure(page, 'Orders')).toHaveText('40')
  // The first age of an order on the screen replaces the age of the message.
  await server.post(order('first', 'Item 0', '2.00'))
  await expect(figure(page, 'Orders')).toHaveText('41')
  await page.evaluate(() => {
    const announced: string[] = []
    Object.assign(window, { announced })
    for (const region of document.querySelectorAll('[role="status"], [role="alert"], [aria-live]:not([aria-live="off"])'))
      new MutationObserver(() => announced.push(region.textContent ?? '')).observe(region, { subtree: true, childList: true, characterData: true })
  })
  await page.evaluate(watchShifts)
  for (let n = 0; n < 20; n += 1) await server.post(order(`new-${n}`, `Item ${n % 5}`, '1234.50', 3))
  await expect(figure(page, 'Orders')).toHaveText('61')
  await expect(figure(page, 'Revenue')).toHaveText(/^£74,/)
  expect(await seen(page, 'announced')).toEqual([])
  expect(await seen(page, 'shifted')).toEqual([])
})

for (const width of [1440, 360]) {
  test(`nothing shifts while the lists of a new shop fill, at ${width} px`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 800 })
    // A figure that gains a digit takes the room next to it, so the orders have two digits and the amounts three from the beginning.
    await server.post(...Array.from({ length: 10 }, (_, n) => order(`old-${n}`, 'Item 0', '20.00')))
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    await server.post(order('last', 'Item 0', '20.00'))
    await expect(figure(page, 'Orders')).toHaveText('11')
    await page.evaluate(watchShifts)
    for (let n = 0; n < 36; n += 4) await server.post(...[0, 1, 2, 3].map((more) => order(`new-${n + more}`, `Item ${n + more}`, '12.50')))
    await expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByRole('listitem')).toHaveCount(47)
    expect(await seen(page, 'shifted')).toEqual([])
  })
}

test('the feed says how many lines come in, and its words stay where they are', async ({ page, server }) => {
  await server.post(order('first', 'Item', '1.00'))
  await page.goto(server.url)
  const pace = page.getByRole('region', { name: 'Latest items' }).locator('.state')
  await expect(figure(page, 'Orders')).toHaveText('1')
  await server.post(...Array.from({ length: 40 }, (_, n) => order(`some-${n}`, 'Item', '1.00')))
  await expect(pace).toHaveText(/^\d{3}\/min/)
  const left = async () => (await pace.boundingBox())?.x
  const before = await left()
  await server.post(...Array.from({ length: 200 }, (_, n) => order(`many-${n}`, 'Item', '1.00')))
  await expect(pace).toHaveText(/^\d,\d{3}\/min/)
  expect(await left()).toBe(before)
})

test('places won and lost are shown next to the items', async ({ page, server }) => {
  await server.post(order('A', 'Item', '1.00', 9, 1), order('B', 'Item', '1.00', 5, 1), order('C', 'Item', '1.00', 1, 1))
  await page.goto(server.url)
  await server.post({ ...order('C-today', 'Climber', '1.00'), items: [{ sku: 'SKU-C', name: 'Climber', price: '1.00', quantity: 20 }] })
  await server.post({ ...order('A-today', 'Faller', '1.00'), items: [{ sku: 'SKU-A', name: 'Faller', price: '1.00', quantity: 3 }] }, order('N', 'Newcomer', '1.00', 2))
  const row = (name: string) => page.getByRole('list', { name: 'Top items today' }).getByRole('listitem').filter({ hasText: name })
  await expect(row('Climber').getByRole('img', { name: /^2 places up/ })).toBeVisible()
  await expect(row('Faller').getByRole('img', { name: /^1 place down/ })).toBeVisible()
  await expect(row('Newcomer').getByRole('img', { name: /^not among/ })).toBeVisible()
})

test('the week can be read with the keyboard, as a map and as lines', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'), order('2', 'Cake stand', '5.00', 1, 1))
  await page.goto(server.url)
  const week = page.getByRole('region', { name: 'Week by hour' })
  const readout = week.locator('.readout')
  await expect(readout).toHaveText(/^Best: .*£12\.34$/)
  await expect(readout).toHaveAttribute('aria-live', 'off')
  await week.getByRole('group', { name: /^Week by hour/ }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(readout).toHaveText(/£/)
  await expect(readout).not.toHaveText(/Best/)
  await expect(readout).toHaveAttribute('aria-live', 'polite')

  await week.getByRole('button', { name: 'Lines' }).click()
  await expect(page).toHaveURL(/\?week=lines$/)
  await page.reload()
  await expect(week.locator('polyline.yesterday')).toBeVisible()
  await week.getByRole('group', { name: /^Revenue by hour/ }).focus()
  for (let hour = 0; hour < 24; hour += 1) await page.keyboard.press('ArrowLeft')
  await expect(readout).toHaveText(/00:00/)
})

test.describe('in Germany', () => {
  test.use({ locale: 'de-DE' })
  test('the page is German, and figures and times are written the German way', async ({ page, server }) => {
    await server.post(order('1', 'Hanging heart', '1234.50', 2))
    await page.goto(server.url)
    await expect(figure(page, 'Bruttoumsatz')).toHaveText(/^2\.469,00\s£$/)
    await expect(page.locator('header .time')).toHaveText(/^\d\d:\d\d:\d\d$/)
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')

    // A choice made on the page is remembered; the address overrides it, and stays the same from page to page.
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English')
    await expect(figure(page, 'Revenue')).toHaveText('£2,469.00')
    await page.goto(`${server.url}/days`)
    await expect(page.getByRole('heading', { name: 'Days', exact: true })).toBeVisible()
    await page.goto(`${server.url}/?lang=de`)
    await page.getByRole('link', { name: 'Tage' }).click()
    await expect(page).toHaveURL(/\/days\?lang=de$/)
    await expect(page.getByRole('heading', { name: 'Tage', exact: true })).toBeVisible()
  })
})

test.describe('in Japan, for a shop whose currency has no decimals', () => {
  test.use({ locale: 'ja-JP', currency: 'JPY', zone: 'Asia/Tokyo' })
  test('money is written without decimals', async ({ page, server }) => {
    await server.post(order('1', 'Hanging heart', '1234', 2))
    await page.goto(server.url)
    await expect(figure(page, 'Revenue')).toHaveText(/^[¥￥]2,468$/)
  })
})
