import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, type Page } from '@playwright/test'
import { healthWithHistory, rejects } from './health'
import { board, breakdown, history, NOW, orders, popular, reconciliation } from './board'
import { goals, itemReport, itemsReport, overview, rangeReport } from './reports'

/** Some pictures show the address, so it is always the same; nothing listens there. */
const ADDRESS = 'http://livetill.test'
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

const fontFile = (name: string) => readFileSync(createRequire(import.meta.url).resolve(`@fontsource-variable/${name}`), 'base64')
const FONTS = { 'Visual Sans': fontFile('inter/files/inter-latin-wght-normal.woff2'), 'Visual Mono': fontFile('jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2') }

export { expect } from '@playwright/test'

interface Options {
  /** What the live channel says first; null: nobody answers. */
  firstBoard: typeof board | null
  /** Whether this browser is signed in. */
  isKnown: boolean
  /** Who is looking: an admin also sees what was rejected. */
  role: 'view' | 'admin'
  /** Whether the shop's days were compared with its platform's books last night. */
  isReconciled: boolean
}

/** A page of dist/ with made-up figures at a fixed moment, in fonts that are the same on every machine. */
export const test = base.extend<Options & { open(path: string): Promise<void> }>({
  firstBoard: [board, { option: true }],
  isKnown: [true, { option: true }],
  role: ['view', { option: true }],
  isReconciled: [false, { option: true }],
  open: async ({ page, firstBoard, isKnown, role, isReconciled }, use) => {
    await serveDist(page)
    await useOwnFonts(page)
    await page.clock.setFixedTime(NOW)
    await page.addInitScript(() => {
      Object.defineProperty(window, 'SharedWorker', { value: undefined })
      // The pause before the next attempt is random, and shown.
      Math.random = () => 0.5
    })
    const beats = new Set<ReturnType<typeof setInterval>>()
    await page.routeWebSocket(/\/v1\/overview\/live/, (socket) => {
      socket.send(JSON.stringify({ ...overview, order: overview.shops.map(({ shop }) => shop) }))
      beats.add(setInterval(() => socket.send(JSON.stringify({ seq: overview.seq, as_of: overview.as_of })), 1000))
    })
    await page.routeWebSocket(/\/v1\/live/, (socket) => {
      if (firstBoard === null || !isKnown) return void socket.close()
      socket.send(JSON.stringify(firstBoard))
      // Without signs of life the page would soon say so; on a slow machine, four sizes take longer than that.
      beats.add(setInterval(() => socket.send(JSON.stringify({ seq: firstBoard.seq, as_of: firstBoard.as_of })), 1000))
    })
    await answer(page, isKnown ? firstBoard : { status: 401 })
    await page.route('**/v1/session', (route) => (isKnown && firstBoard !== null ? route.fulfill({ json: { role, shops: null, open: false, name: 'wall' } }) : route.fallback()))
    if (isReconciled) await page.route('**/v1/reconciliation**', (route) => route.fulfill({ json: reconciliation }))
    await use(async (path) => void (await page.goto(ADDRESS + path)))
    beats.forEach(clearInterval)
  },
})

/** The same figures on another day: one that is over is compared as a whole. */
function onDay(shown: typeof board, date: string): typeof board {
  const { comparison } = shown
  const isOver = date !== shown.date && comparison.whole_hours !== undefined
  return { ...shown, date, comparison: isOver ? { ...comparison, whole_hours: { ...comparison.whole_hours, until: null } as typeof comparison.whole_hours } : comparison }
}

async function serveDist(page: Page): Promise<void> {
  await page.route(`${ADDRESS}/**`, (route) => {
    const file = join(DIST, new URL(route.request().url()).pathname)
    return route.fulfill({ path: existsSync(file) && statSync(file).isFile() ? file : join(DIST, 'index.html') })
  })
}

/** Before the page draws: Chromium keeps the text of a select in the font that it was first drawn in. */
async function useOwnFonts(page: Page): Promise<void> {
  await page.addInitScript((fonts) => {
    const [sans, mono] = Object.entries(fonts).map(([name, file]) => {
      document.fonts.add(new FontFace(name, Uint8Array.from(atob(file), (byte) => byte.charCodeAt(0)), { weight: '100 900' }))
      return name
    })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`:root { --font: "${sans}", sans-serif !important; --mono: "${mono}", monospace !important; }`)
    document.adoptedStyleSheets.push(sheet)
  }, FONTS)
}

async function answer(page: Page, shown: typeof board | { status: 401 } | null): Promise<void> {
  await page.route(/\/(v1|healthz)\b/, (route) => {
    const url = new URL(route.request().url())
    if (shown === null) return route.abort('connectionrefused')
    if ('status' in shown) return route.fulfill({ status: 401, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Sign in first.' } })
    const limit = Number(url.searchParams.get('limit') ?? 50)
    switch (url.pathname) {
      case '/healthz':
        return route.fulfill({ body: 'ok' })
      case '/v1/rejects':
        return route.fulfill({ json: rejects })
      case '/v1/health':
        return route.fulfill({ json: healthWithHistory() })
      case '/v1/board':
        return route.fulfill({ json: onDay(shown, url.searchParams.get('date') ?? shown.date) })
      case '/v1/items/popular': {
        // A day's ranking differs from that of all time, so that places are won and lost.
        const items = url.searchParams.has('date') && limit > 50 ? popular(80).toReversed() : popular(1000)
        return route.fulfill({ json: { items: items.slice(0, limit), total: items.length, offset: 0, limit } })
      }
      case '/v1/items/report':
        return route.fulfill({ json: itemsReport() })
      case '/v1/items/item':
        return route.fulfill({ json: itemReport(url.searchParams.get('sku') ?? '') })
      case '/v1/range':
        return route.fulfill({ json: rangeReport() })
      case '/v1/goals':
        if (shown.headline === undefined) return route.fulfill({ status: 404, json: {} })
        return route.fulfill({ json: goals })
      case '/v1/items/history': {
        const sku = url.searchParams.get('sku') ?? ''
        const days = history.slice(-9).map(({ date }, n) => ({ date, units: (Number(sku) * (n + 3)) % 37 }))
        return route.fulfill({ json: { sku, name: null, days } })
      }
      case '/v1/breakdown':
        if (shown.headline === undefined) return route.fulfill({ status: 404, json: {} })
        return route.fulfill({ json: breakdown(url.searchParams.get('by') ?? '', url.searchParams.get('date') ?? '') })
      case '/v1/revenue':
        return route.fulfill({ json: { shop: shown.shop, currency: shown.currency, days: [...history.slice(0, -7), ...shown.revenue] } })
      case '/v1/orders':
        return route.fulfill({ json: { items: orders, total: 622, offset: 0, limit } })
      default:
        return route.fulfill({ status: 404, json: {} })
    }
  })
}
