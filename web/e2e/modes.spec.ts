import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test('the wall turns its pages, hides the pointer, and closes with Escape', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(`${server.url}/?wall=5`)
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await expect(page.locator('.wall')).toHaveCSS('cursor', 'none')
  const start = await page.locator('.wall').evaluate((wall) => getComputedStyle(wall).getPropertyValue('--shift-x'))

  await expect(page.getByRole('region', { name: 'Week by hour' })).toBeVisible({ timeout: 10_000 })
  await expect(page.getByRole('definition').filter({ hasText: '£12.34' })).toBeVisible()
  expect(await page.locator('.wall').evaluate((wall) => getComputedStyle(wall).getPropertyValue('--shift-x'))).not.toBe(start)

  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('list', { name: 'Top items today' })).toBeVisible()
  await page.mouse.move(300, 300)
  await expect(page.locator('.wall')).toHaveCSS('cursor', 'auto')

  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await expect(page).toHaveURL(`${server.url}/`)
})

test('the wall survives a restart of its server, without anybody touching it', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${server.url}/?wall=5`)
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await expect(page.locator('.wall')).toHaveCSS('transition-property', 'none')
  await server.kill()
  await expect(page.getByTestId('connection')).toContainText('Server gone')
  await server.start()
  await server.post(order('2', 'Cake stand', '7.66'))
  await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 30_000 })
  await expect(page.getByText('£20.00').first()).toBeVisible()
})

test('masked, no page shows an amount', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34', 3), order('2', 'Cake stand', '5.00', 1, 1))
  await page.goto(server.url)
  await expect(figure(page, 'Revenue')).toHaveText('£37.02')
  await page.getByRole('button', { name: 'Hide money' }).click()
  await expect(figure(page, 'Revenue')).toHaveText('£•••')
  await expect(figure(page, 'Orders')).toHaveText('1')

  for (const path of ['/', '/items', '/days', '/feed', '/?wall']) {
    await page.goto(`${server.url}${path}${path.includes('?') ? '&' : '?'}masked`)
    await expect(page.getByText('Hanging heart').or(page.getByText('Pulse of the day')).first()).toBeVisible()
    // Everything that a reader sees or a screen reader reads, without scripts.
    const said = await page.evaluate(() => document.body.innerHTML)
    expect(said, path).not.toMatch(/£\s?\d|37\.02|12\.34/)
  }
})

test('masked, the axes of the charts are redrawn at once', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34', 3), order('2', 'Cake stand', '5.00', 1, 1))
  await page.addInitScript(() => {
    const texts: string[] = []
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (...args) {
      texts.push(args[0])
      fillText.apply(this, args)
    }
    Object.assign(window, { writtenOnCharts: texts })
  })
  /** What was written on any chart since the last call. */
  const written = () => page.evaluate(() => (window as unknown as { writtenOnCharts: string[] }).writtenOnCharts.splice(0).join(' '))
  for (const path of ['/', '/days']) {
    await page.goto(server.url + path)
    await page.getByRole('button', { name: 'Revenue', exact: true }).first().click()
    await expect.poll(written, path).toMatch(/£\d/)
    await page.getByRole('button', { name: 'Hide money' }).click()
    await expect.poll(written, path).toContain('£•••')
    await page.mouse.move(400, 400)
    expect(await written(), path).not.toMatch(/£\d/)
    await page.getByRole('button', { name: 'Hide money' }).click()
    await expect.poll(written, path).toMatch(/£\d/)
  }
})

test('no amount is written in a guessed currency', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await withoutSharedWorker(page)
  // The connection is open but silent: the page is drawn before anything is known about the shop.
  await page.routeWebSocket(/v1\/live/, () => undefined)
  const revenue = page.waitForResponse(/v1\/revenue/)
  await page.goto(`${server.url}/days`)
  await expect(page.getByRole('heading', { level: 1, name: 'Days' })).toBeVisible()
  await revenue
  await expect(page.getByRole('img', { name: /Bar chart of gross revenue/ })).toHaveCount(0)
  await expect(page.getByRole('main')).not.toContainText(/[$£]/)
})

test('tabs share one connection, or each has its own where they cannot', async ({ context, page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  const [second, alone] = [await context.newPage(), await context.newPage()]
  await withoutSharedWorker(alone)
  const lines: string[] = []
  for (const [name, tab] of Object.entries({ page, second, alone })) {
    tab.on('websocket', () => lines.push(name))
    await tab.goto(server.url)
    await expect(figure(tab, 'Revenue')).toHaveText('£12.34')
  }
  // The shared connection belongs to no page, so the pages that use it open none.
  expect(lines).toEqual(['alone'])

  await server.post(order('2', 'Cake stand', '7.66'))
  for (const tab of [page, second, alone]) await expect(figure(tab, 'Revenue')).toHaveText('£20.00')
  await page.goto('about:blank')
  await server.post(order('3', 'Mug', '1.00'))
  await expect(figure(second, 'Revenue')).toHaveText('£21.00')
})

test('a server that cannot read its store is distinguished from one that is gone', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await withoutSharedWorker(page)
  let say: (message: object) => void = () => undefined
  await page.routeWebSocket(/\/v1\/live/, (socket) => {
    socket.connectToServer()
    say = (message) => socket.send(JSON.stringify(message))
  })
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')
  const { as_of } = (await (await fetch(`${server.url}/v1/board`)).json()) as { as_of: string }

  say({ seq: 1000, as_of, stale: true })
  await expect(page.getByTestId('connection')).toContainText('Data store away')
  await expect(page.getByRole('alert')).toContainText('cannot read its data store')
  say({ seq: 1001, as_of, stale: false })
  await expect(page.getByTestId('connection')).toContainText('Live')

  // Midnight in the shop: a new day without orders, with none of yesterday's left over.
  const none = { orders: 0, unique_items: 0, units: 0, revenue: '0.00', returns: '0.00', net_revenue: '0.00', average_order: '0.00' }
  say({ seq: 1002, as_of: '2031-01-01T00:00:00.050+00:00', date: '2031-01-01', today: none, popular_today: [], pulse: { minutes: [], baseline: [] } })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/1 January 2031/)
  await expect(figure(page, 'Revenue')).toHaveText('£0.00')
  await expect(page.getByText('No orders yet today.').first()).toBeVisible()
})
