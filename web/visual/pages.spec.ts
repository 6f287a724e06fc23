import type { Page } from '@playwright/test'
import { clippedTexts, sideways } from '../e2e/clipped'
import { alarmed, blackFriday, newShop, quietDay, rich, smallShop } from './board'
import { expect, test } from './fixtures'

// Made-up figures at a fixed moment: a change of a pixel is a change of the page.

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
]
/** The narrowest laptop and the widest wall: for the board and the wall, which have the most side by side. */
const MORE_SIZES = [...SIZES.slice(0, 2), { width: 1280, height: 800 }, ...SIZES.slice(2), { width: 3840, height: 2160 }]
/** Where there is the least room, and where there is enough. */
const FEW_SIZES = [SIZES[0], SIZES[2]] as typeof SIZES
/** A sheet of A4 between its margins. */
const PAPER = { width: 703, height: 1000 }
/** Another size first: charts are redrawn at each of the four, with fonts that are loaded by then. */
const BEFORE = { width: 1000, height: 800 }

interface View {
  name: string
  path: string
  /** What is shown once the page is complete. */
  ready: (page: Page) => Promise<unknown>
  sizes?: typeof SIZES
  /** The whole page, including what has to be scrolled to. */
  full?: boolean
  /** The heading of what the picture should show, if that is below the first screen. */
  at?: string
}

/** Compared in every run of the tests; the others when somebody changes how pages look. */
const MAIN = ['board', 'items', 'wall-now']

const latest = (page: Page) => expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByRole('listitem')).toHaveCount(100)
const rows = (count: number) => (page: Page) => expect(page.locator('tbody tr')).toHaveCount(count)

const VIEWS: View[] = [
  { name: 'board', path: '/', sizes: MORE_SIZES, ready: async (page) => [await latest(page), await expect(page.getByRole('img', { name: /places? (up|down)|not among/ }).first()).toBeVisible()] },
  { name: 'week-lines', path: '/?week=lines', at: 'Week by hour', ready: latest },
  { name: 'masked', path: '/?masked', ready: latest },
  { name: 'explain', path: '/', ready: explainRevenue },
  { name: 'pulse-table', path: '/', at: 'Pulse of the day', ready: async (page) => [await latest(page), await page.getByRole('button', { name: 'As a table' }).click(), await expect(page.getByRole('columnheader', { name: 'Hour from' })).toBeVisible()] },
  { name: 'print', path: '/', sizes: [PAPER], full: true, ready: async (page) => [await latest(page), await page.emulateMedia({ media: 'print' })] },
  { name: 'items', path: '/items', ready: rows(40) },
  { name: 'item', path: '/items?sku=20194', full: true, sizes: FEW_SIZES, ready: (page) => expect(page.getByRole('region', { name: 'Orders with it' }).getByRole('listitem').first()).toBeVisible() },
  { name: 'shops', path: '/shops?currency=USD', sizes: FEW_SIZES, ready: rows(5) },
  { name: 'wall-shops', path: '/shops?wall&currency=USD', sizes: [{ width: 1920, height: 1080 }], ready: rows(5) },
  { name: 'days', path: '/days', ready: (page) => expect(page.getByRole('img', { name: /Bar chart of gross revenue/ })).toBeVisible() },
  { name: 'period', path: '/days?span=week', full: true, ready: (page) => expect(page.getByRole('group', { name: 'Figures' })).toBeVisible() },
  { name: 'feed', path: '/feed', ready: rows(25) },
  { name: 'health', path: '/health', full: true, ready: (page) => expect(page.getByRole('region', { name: 'Sources' }).locator('tbody tr')).toHaveCount(2) },
  { name: 'wall-now', path: '/?wall=9999', sizes: MORE_SIZES, ready: (page) => expect(page.getByText('Pulse of the day')).toBeVisible() },
  { name: 'wall-week', path: '/?wall=9999', ready: (page) => turn(page, 'ArrowRight') },
  { name: 'wall-items', path: '/?wall=9999', ready: (page) => turn(page, 'ArrowLeft') },
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const view of VIEWS) compare(view, colorScheme)

  test.describe('nobody has bought yet', () => {
    test.use({ firstBoard: newShop })
    compare({ name: 'new-shop', path: '/', ready: (page) => expect(page.getByText('Waiting for the first order')).toBeVisible() }, colorScheme)
  })
  test.describe('nobody has bought today', () => {
    test.use({ firstBoard: quietDay })
    compare({ name: 'quiet-day', path: '/', ready: latest }, colorScheme)
  })
  test.describe('few buy', () => {
    test.use({ firstBoard: smallShop })
    compare({ name: 'small-shop', path: '/', ready: latest }, colorScheme)
  })
  test.describe('everybody buys', () => {
    test.use({ firstBoard: blackFriday })
    compare({ name: 'black-friday', path: '/', sizes: MORE_SIZES, ready: latest }, colorScheme)
  })
  test.describe('orders say all that they may', () => {
    test.use({ firstBoard: rich })
    compare({ name: 'rich-board', path: '/', ready: latest }, colorScheme)
    compare({ name: 'rich-days', path: '/days', full: true, ready: chooseColumns }, colorScheme)
  })
  test.describe('the platform says the same', () => {
    test.use({ firstBoard: rich, isReconciled: true })
    compare({ name: 'days-reconciled', path: '/days?date=2018-03-10', sizes: [{ width: 1440, height: 900 }], ready: (page) => expect(page.getByText(/^Matches Shopify/)).toBeVisible() }, colorScheme)
  })
  test.describe('orders were rejected', () => {
    test.use({ role: 'admin' })
    compare({ name: 'rejects', path: '/health', full: true, sizes: FEW_SIZES, ready: showRejects }, colorScheme)
  })
  test.describe('something is wrong', () => {
    test.use({ firstBoard: alarmed })
    compare({ name: 'alarmed', path: '/', ready: latest }, colorScheme)
    compare({ name: 'wall-alarmed', path: '/?wall=9999', ready: (page) => expect(page.getByText('Pulse of the day')).toBeVisible() }, colorScheme)
  })
  test.describe('nobody has signed in', () => {
    test.use({ isKnown: false })
    compare({ name: 'sign-in', path: '/', ready: (page) => expect(page.getByRole('heading', { name: 'Sign in to Livetill' })).toBeVisible() }, colorScheme)
  })
  test.describe('nobody answers', () => {
    test.use({ firstBoard: null })
    compare({ name: 'server-gone', path: '/', ready: (page) => expect(page.getByTestId('connection')).toContainText('Server gone') }, colorScheme)
  })
}

function compare({ name, path, ready, sizes = SIZES, full = false, at }: View, colorScheme: 'light' | 'dark'): void {
  test(`${name}, ${colorScheme}`, { tag: MAIN.includes(name) ? '@main' : [] }, async ({ page, open }) => {
    await page.setViewportSize(BEFORE)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // A wall is dark unless somebody chose light.
    await page.addInitScript((theme) => localStorage.setItem('livetill.theme', theme), colorScheme)
    await open(path)
    await ready(page)
    for (const size of sizes) {
      await page.setViewportSize(size)
      if (at !== undefined) await page.getByRole('region', { name: at }).scrollIntoViewIfNeeded()
      await expect.soft(page).toHaveScreenshot(`${name}-${size.width}-${colorScheme}.png`, { fullPage: full })
      expect.soft(await sideways(page), `${name} at ${size.width} px scrolls sideways`).toBe(0)
      expect.soft(await clippedTexts(page), `${name} at ${size.width} px cuts texts`).toEqual([])
    }
  })
}

async function chooseColumns(page: Page): Promise<void> {
  await expect(page.getByRole('table', { name: 'How the sales add up' })).toBeVisible()
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
}

async function showRejects(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show: Another currency' }).click()
  await expect(page.getByRole('list', { name: 'Newest events: Another currency' }).getByRole('listitem')).toHaveCount(2)
}

async function explainRevenue(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()
  await expect(page.getByRole('dialog').locator('section > ol > li')).toHaveCount(20)
}

async function turn(page: Page, key: string): Promise<void> {
  await expect(page.getByText('Pulse of the day')).toBeVisible()
  await page.keyboard.press(key)
  await expect(page.getByText('Pulse of the day')).toHaveCount(0)
  // The pointer and the controls that a key brings go after three seconds.
  await expect(page.locator('.wall.attended')).toHaveCount(0)
}
