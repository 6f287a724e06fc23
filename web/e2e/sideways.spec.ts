import { brokenWords, clippedTexts, overlappingTexts, sideways } from './clipped'
import { expect, test } from './fixtures'
import { rich, Server } from './server'

// A page that scrolls sideways hides what stands beside it, and a word that is cut says nothing. Longer words find the places.

/** Each page, with what is there when it is complete, in any language. */
const PAGES: [path: string, complete: string][] = [
  ['/', 'ol li time'], ['/?week=lines', 'polyline'], ['/?masked', 'ol li time'], ['/?wall=600', '.uplot'],
  ['/items', 'tfoot tr'], ['/items?all=1', 'tbody tr'], ['/items?sku=SKU-o1', 'tr.all'],
  ['/days', 'td.track'], ['/days?span=last_7_days', 'td.track'], ['/days?date=2001-01-01', '#total-title'],
  ['/feed', 'tbody tr'], ['/?shop=another-shop-with-quite-a-long-name', '.bar .switch'], ['/health', '.tables tbody tr'], ['/shops', 'tbody tr'], ['/nowhere', '.message'],
]

test.describe('from a phone to a laptop', () => {
  let server: Server
  test.beforeAll(async () => {
    server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London')
    // Everything that an order may have, so that every figure is there.
    await server.post(...Array.from({ length: 24 }, (_, n) => {
      const order = rich(`o${n}`, n % 3)
      // One name is a single long word.
      const name = n === 1 ? 'Longword'.repeat(20) : 'A thing with quite a long name'
      const items = order.items.map((item) => ({ ...item, name, price: '1234567.89' }))
      const more = [{ sku: 'FEE', name: 'Handling', price: '2.50', quantity: 1, kind: 'fee' as const }, { sku: 'GIFT', name: 'Gift card', price: '50.00', quantity: 1, kind: 'gift_card' as const }, { sku: 'TEA', name: 'Tea', price: '4.25', quantity: -1 }]
      return { ...order, items: [...items, ...more], channel: ['online', 'marketplace'][n % 2] as string, country: ['DE', 'GB'][n % 2] as string }
    }))
    await fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"refused"}' })
    server.run('shops', 'add', 'another-shop-with-quite-a-long-name', '--timezone', 'America/Argentina/Buenos_Aires', '--currency', 'EUR', '--server', server.api)
  })
  test.afterAll(() => server.dispose())

  for (const language of ['en', 'de', 'ar-XB']) {
    test(`no page scrolls sideways, cuts its words or writes one over another, ${language}`, async ({ page }) => {
      test.setTimeout(180_000)
      for (const [path, complete] of PAGES) {
        await page.goto(`${server.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
        await expect(page.locator('html')).toHaveAttribute('lang', language)
        await expect(page.locator(complete).first()).toBeAttached()
        for (const width of [360, 641, 768, 1024, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          expect.soft(await sideways(page), `${path} at ${width} px`).toBe(0)
          expect.soft(await clippedTexts(page), `${path} at ${width} px`).toEqual([])
          expect.soft(await overlappingTexts(page), `${path} at ${width} px`).toEqual([])
          // The words that test long translations may break, before they reach the next figure.
          if (language !== 'ar-XB') expect.soft(await brokenWords(page), `${path} at ${width} px`).toEqual([])
        }
      }
    })
  }
})
