import type { Page } from '@playwright/test'
import { figure } from './board'
import { expect, test } from './fixtures'
import type { Order } from './server'

// Thursday evening, with two weeks of orders from before.
test.use({ startAt: '2026-03-12T20:00:00Z', settings: ['--retention-days', '10'] })

const dayOf = (ago: number) => new Date(Date.UTC(2026, 2, 12 - ago)).toISOString().slice(0, 10)

function sold(ago: number, n: number): Order {
  return { id: `${ago} ${n}`, timestamp: `${dayOf(ago)}T10:${String(n).padStart(2, '0')}:00Z`, items: [{ sku: `SKU-${n}`, name: `Item ${n}`, price: '10.00', quantity: 1 }], channel: n % 2 ? 'online' : 'pos', country: 'GB' }
}
const history = (days: number) => Array.from({ length: days }, (_, ago) => Array.from({ length: 12 }, (_, n) => sold(ago, n))).flat()

/** Each page, with what is there when it is complete. */
const PAGES: [path: string, complete: string][] = [
  ['/', 'ol li time'], ['/days', '.uplot >> nth=1'], [`/days?date=${dayOf(2)}`, '.uplot >> nth=1'], [`/days?date=${dayOf(13)}`, '#total-title'], ['/days?span=last_7_days', '.uplot'],
  ['/items', 'tfoot tr'], ['/items?all=1', 'tbody tr'], ['/items?sku=SKU-1', 'tr.all'], ['/feed', 'tbody tr'], ['/health', '.tables tbody tr'], ['/shops', '[data-shop]'],
]
/** For what comes in last. */
const REST_MS = 300
/** What browsers' makers call a good score. It leaves room for a line that breaks elsewhere once the font is there. */
const MOST = 0.1

/** Runs in each page: how much of the screen moves by itself, and how far. */
function measureShifts(): void {
  Object.assign(window, { shift: 0 })
  type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean }
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries() as Shift[]) if (!hadRecentInput) (window as unknown as { shift: number }).shift += value
  }).observe({ type: 'layout-shift', buffered: true })
}

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`pages stay where they are while they load, at ${width} px`, async ({ page, server }) => {
    await server.post(...history(14))
    await page.setViewportSize({ width, height })
    await page.addInitScript(measureShifts)
    for (const [path, complete] of PAGES) {
      await page.goto(server.url + path)
      await expect(page.locator(complete).first()).toBeAttached()
      await page.waitForTimeout(REST_MS)
      expect.soft(await page.evaluate(() => (window as unknown as { shift: number }).shift), path).toBeLessThan(MOST)
    }
  })
}

test('a late order shows on every open page with its day, without a reload', async ({ page, context, server }) => {
  await server.post(...history(9))
  const open = async (path: string): Promise<Page> => {
    const tab = await context.newPage()
    await tab.goto(server.url + path)
    return tab
  }
  const date = dayOf(8)
  // The board does not show this day.
  await page.goto(`${server.url}/days?date=${date}`)
  await expect(figure(page, 'Revenue')).toHaveText('£120.00')
  await expect(page.getByRole('region', { name: 'By channel' })).toContainText('£60.00')
  const range = await open(`/days?first=${dayOf(8)}&last=${dayOf(7)}`)
  await expect(figure(range, 'Revenue')).toHaveText('£240.00')
  const item = await open(`/items?sku=SKU-1&first=${dayOf(8)}&last=${dayOf(7)}`)
  await expect(figure(item, 'Net amount')).toHaveText('£20.00')

  await server.post({ ...sold(8, 1), id: 'late' })
  await expect(figure(page, 'Revenue')).toHaveText('£130.00')
  await expect(page.getByRole('region', { name: 'By channel' })).toContainText('£70.00')
  await expect(page.getByRole('group', { name: 'All days' }).getByRole('row').last()).toContainText('£130.00')
  await expect(figure(range, 'Revenue')).toHaveText('£250.00')
  await expect(figure(item, 'Net amount')).toHaveText('£30.00')
})
