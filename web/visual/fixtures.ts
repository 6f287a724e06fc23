import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { test as base, type Page } from '@playwright/test'
import { serveWorkingCopy } from '../dev/working-copy.mjs'
import { board, history, NOW, orders, popular } from './board'

const fontFile = (name: string) => readFileSync(createRequire(import.meta.url).resolve(`@fontsource-variable/${name}`))
const FONTS = { 'Visual Sans': fontFile('inter/files/inter-latin-wght-normal.woff2'), 'Visual Mono': fontFile('jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2') }

export { expect } from '@playwright/test'

interface Options {
  /** What the live channel says first; null: nobody answers. */
  firstBoard: typeof board | null
}

/** A page of dist/ with made-up figures at a fixed moment, in letters that are the same on every machine. */
export const test = base.extend<Options & { open(path: string): Promise<void> }, { address: string }>({
  firstBoard: [board, { option: true }],
  address: [
    // Playwright reads a fixture's needs from its first parameter, so it has to be an object pattern.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const port = await freePort()
      const server = serveWorkingCopy(port, 0)
      await use(`http://127.0.0.1:${port}`)
      server.close()
      server.closeAllConnections()
    },
    { scope: 'worker' },
  ],
  open: async ({ page, address, firstBoard }, use) => {
    await useOwnFonts(page)
    await page.clock.setFixedTime(NOW)
    await page.addInitScript(() => Object.defineProperty(window, 'SharedWorker', { value: undefined }))
    await page.routeWebSocket(/\/v1\/live/, (socket) => (firstBoard === null ? socket.close() : socket.send(JSON.stringify(firstBoard))))
    await answer(page, firstBoard)
    await use(async (path) => {
      await page.goto(address + path)
      await page.evaluate((names) => Promise.all(names.map((name) => document.fonts.load(`600 16px "${name}"`))), Object.keys(FONTS))
    })
  },
})

async function useOwnFonts(page: Page): Promise<void> {
  await page.route('**/visual-fonts/*', (route) => {
    const name = decodeURIComponent(new URL(route.request().url()).pathname.split('/').at(-1) ?? '') as keyof typeof FONTS
    return route.fulfill({ body: FONTS[name], contentType: 'font/woff2' })
  })
  await page.addInitScript((names: string[]) => {
    for (const name of names) document.fonts.add(new FontFace(name, `url("/visual-fonts/${encodeURIComponent(name)}")`, { weight: '100 900' }))
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`:root { --font: "${names[0]}", sans-serif !important; --mono: "${names[1]}", monospace !important; }`)
    document.adoptedStyleSheets.push(sheet)
  }, Object.keys(FONTS))
}

async function answer(page: Page, shown: typeof board | null): Promise<void> {
  await page.route(/\/(v1|healthz)\b/, (route) => {
    const url = new URL(route.request().url())
    if (shown === null) return route.abort('connectionrefused')
    const limit = Number(url.searchParams.get('limit') ?? 50)
    switch (url.pathname) {
      case '/healthz':
        return route.fulfill({ body: 'ok' })
      case '/v1/board':
        return route.fulfill({ json: { ...shown, date: url.searchParams.get('date') ?? shown.date } })
      case '/v1/items/popular': {
        // A day's ranking is another than that of all time, so that places are won and lost.
        const items = url.searchParams.has('date') && limit > 50 ? popular(80).toReversed() : popular(1000)
        return route.fulfill({ json: { items: items.slice(0, limit), total: items.length, offset: 0, limit } })
      }
      case '/v1/items/history': {
        const sku = url.searchParams.get('sku') ?? ''
        const days = history.slice(-9).map(({ date }, n) => ({ date, units: (Number(sku) * (n + 3)) % 37 }))
        return route.fulfill({ json: { sku, name: null, days } })
      }
      case '/v1/revenue':
        return route.fulfill({ json: { shop: shown.shop, currency: shown.currency, days: history } })
      case '/v1/orders':
        return route.fulfill({ json: { items: orders, total: 622, offset: 0, limit } })
      default:
        return route.fulfill({ status: 404, json: {} })
    }
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
