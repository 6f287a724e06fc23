import type { Page } from '@playwright/test'
import { clippedTexts, sideways } from '../e2e/clipped'
import { alarmed, newShop, rich } from './board'
import { expect, test } from './fixtures'
import { untranslated } from './untranslated'

// Every page in German, whose words are longer, and in the pseudo-language: English made longer still, with accents and from
// right to left. On a phone and on a desktop.

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
]
const BEFORE = { width: 1000, height: 800 }

const rows = (count: number) => (page: Page) => expect(page.locator('tbody tr')).toHaveCount(count)
const feedLines = (page: Page) => expect(page.locator('ol li time')).toHaveCount(100)

const VIEWS: { name: string; path: string; ready: (page: Page) => Promise<unknown>; /** The whole page, including what has to be scrolled to. */ full?: boolean }[] = [
  { name: 'board', path: '/?', ready: feedLines },
  { name: 'explain', path: '/?', ready: explainRevenue },
  { name: 'palette', path: '/?', ready: async (page) => [await feedLines(page), await page.keyboard.press('Control+k'), await expect(page.getByRole('dialog').getByRole('option').last()).toBeAttached()] },
  { name: 'keys', path: '/?', ready: async (page) => [await feedLines(page), await page.keyboard.press('?'), await expect(page.getByRole('dialog')).toBeVisible()] },
  { name: 'items', path: '/items?', ready: rows(40) },
  { name: 'item', path: '/items?sku=20194&', full: true, ready: (page) => expect(page.locator('section > ol > li').first()).toBeVisible() },
  { name: 'shops', path: '/shops?currency=USD&', ready: rows(5) },
  { name: 'days', path: '/days?', ready: (page) => expect(page.locator('.uplot')).toHaveCount(2) },
  { name: 'period', path: '/days?span=week&', full: true, ready: (page) => expect(page.locator('.uplot')).toHaveCount(1) },
  { name: 'feed', path: '/feed?', ready: rows(25) },
  { name: 'health', path: '/health?', full: true, ready: (page) => expect(page.locator('.tables tbody tr')).toHaveCount(10) },
  { name: 'wall-now', path: '/?wall=9999&', ready: (page) => expect(page.locator('.uplot')).toBeVisible() },
  { name: 'wall-week', path: '/?wall=9999&', ready: (page) => turn(page, 'ArrowRight') },
  { name: 'wall-items', path: '/?wall=9999&', ready: (page) => turn(page, 'ArrowLeft') },
]

for (const language of ['de', 'ar-XB']) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: language === 'de' ? 'de-DE' : 'en-US' })
    for (const view of VIEWS) compare(view, language)
    test.describe('nobody has bought yet', () => {
      test.use({ firstBoard: newShop })
      compare({ name: 'new-shop', path: '/?', ready: (page) => expect(page.locator('pre')).toBeVisible() }, language)
    })
    test.describe('orders say all that they may', () => {
      test.use({ firstBoard: rich })
      compare({ name: 'rich-board', path: '/?', ready: feedLines }, language)
      compare({ name: 'rich-days', path: '/days?', full: true, ready: async (page) => [await expect(page.locator('td.track')).toHaveCount(8), await page.locator('button[aria-expanded]').last().click()] }, language)
    })
    test.describe('orders were rejected', () => {
      test.use({ role: 'admin' })
      compare({ name: 'rejects', path: '/health?', full: true, ready: async (page) => [await page.locator('.actions [aria-expanded]').first().click(), await expect(page.locator('.events li')).toHaveCount(2)] }, language)
    })
    test.describe('something is wrong', () => {
      test.use({ firstBoard: alarmed })
      compare({ name: 'alarmed', path: '/?', ready: feedLines }, language)
    })
    test.describe('nobody has signed in', () => {
      test.use({ isKnown: false })
      compare({ name: 'sign-in', path: '/?', ready: (page) => expect(page.locator('input[type="password"]')).toBeVisible() }, language)
    })
    test.describe('nobody answers', () => {
      test.use({ firstBoard: null })
      compare({ name: 'server-gone', path: '/?', ready: (page) => expect(page.locator('.pill.gone')).toBeVisible() }, language)
    })
  })
}

function compare({ name, path, ready, full = false }: (typeof VIEWS)[number], language: string): void {
  // German is chosen by the browser's preference, the pseudo-language by the address.
  const address = language === 'de' ? path.slice(0, -1) : `${path}lang=${language}`
  test(`${name}, ${language}`, { tag: name === 'board' && language !== 'de' ? '@main' : [] }, async ({ page, open }) => {
    await page.setViewportSize(BEFORE)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.addInitScript(() => localStorage.setItem('livetill.theme', 'light'))
    await open(address)
    await ready(page)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    if (language === 'ar-XB') expect.soft(await untranslated(page), `${name} has words that stand in the code`).toEqual([])
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await expect.soft(page).toHaveScreenshot(`${language}-${name}-${size.width}.png`, { fullPage: full })
      expect.soft(await sideways(page), `${name} at ${size.width} px scrolls sideways`).toBe(0)
      expect.soft(await clippedTexts(page), `${name} at ${size.width} px cuts texts`).toEqual([])
    }
  })
}

async function explainRevenue(page: Page): Promise<void> {
  await page.locator('.revenue button.explain').click()
  await expect(page.getByRole('dialog').locator('section > ol > li')).toHaveCount(20)
}

async function turn(page: Page, key: string): Promise<void> {
  await expect(page.locator('.uplot')).toBeVisible()
  await page.keyboard.press(key)
  await expect(page.locator('.uplot')).toHaveCount(0)
  await expect(page.locator('.wall.attended')).toHaveCount(0)
}
