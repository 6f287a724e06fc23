import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test('an order posted over HTTP appears on the open page', async ({ page, server }) => {
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')
  await expect(page.getByRole('heading', { name: 'Waiting for the first order' })).toBeVisible()
  await page.evaluate(() => document.body.setAttribute('data-loaded-once', ''))

  await server.post(order('1', 'Hanging heart', '12.34', 3))
  const feed = page.getByRole('list', { name: 'Latest items, newest first' })
  await expect(feed.getByText('Hanging heart')).toBeVisible()
  await expect(feed.getByText('£37.02')).toBeVisible()
  await expect(figure(page, 'Revenue')).toHaveText('£37.02')
  await expect(figure(page, 'Orders')).toHaveText('1')
  await expect(figure(page, 'Units')).toHaveText('3')

  await server.post(order('2', 'Cake stand', '0.10'))
  await expect(figure(page, 'Revenue')).toHaveText('£37.12')
  await expect(page.getByRole('list', { name: 'Top items today' }).getByRole('listitem')).toHaveCount(2)
  await expect(page.locator('body[data-loaded-once]')).toHaveCount(1)
})

test('the page says that the server is gone and recovers by itself', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(server.url)
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')

  await server.kill()
  await expect(page.getByTestId('connection')).toContainText('Server gone')
  // A panel with a request under way says so as well.
  await expect(page.getByRole('alert').filter({ hasText: 'The figures' })).toContainText('The server does not answer')
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')

  await server.start()
  await server.post(order('2', 'Cake stand', '7.66'))
  await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 15_000 })
  await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  await expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByText('Cake stand')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('figures from a server that hangs are called stale until it answers again', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')

  server.freeze()
  await expect(page.getByTestId('connection')).toContainText('Stale', { timeout: 15_000 })
  await expect(page.getByRole('alert')).toContainText('The server has fallen silent')
  await expect(page.getByTestId('connection')).toContainText('Reconnecting', { timeout: 15_000 })

  server.thaw()
  await expect(page.getByTestId('connection')).toContainText('Live', { timeout: 15_000 })
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
})

test('the feed holds still under the pointer and catches up afterwards', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(server.url)
  const feed = page.getByRole('list', { name: 'Latest items, newest first' })
  await feed.hover()
  await expect(page.getByText('held', { exact: true })).toBeVisible()

  await server.post(order('2', 'Cake stand', '7.66'))
  await expect(page.getByText('held, 1 new')).toBeVisible()
  await expect(feed.getByRole('listitem')).toHaveCount(1)
  await expect(figure(page, 'Orders')).toHaveText('2')

  await page.mouse.move(10, 10)
  await expect(feed.getByRole('listitem')).toHaveCount(2)
})

test('the command shown for a new shop really sends its first order', async ({ page, server }) => {
  await page.goto(server.url)
  const command = (await page.locator('pre').textContent()) ?? ''
  const body = /-d '(.*)'$/s.exec(command)?.[1] ?? ''
  const url = /curl '([^']*)'/.exec(command)?.[1] ?? ''
  expect(url).toBe(`${server.url}/v1/orders`)
  await server.post(JSON.parse(body))
  await expect(figure(page, 'Revenue')).toHaveText('£25.00')
})

test('a laptop that slept shows what came in meanwhile, although its connection had died silently', async ({ page, server }) => {
  await withoutSharedWorker(page)
  let [lines, dead] = [0, 0]
  await page.routeWebSocket(/\/v1\/live/, (socket) => {
    const line = (lines += 1)
    const far = socket.connectToServer()
    far.onMessage((message) => {
      if (line > dead) socket.send(message)
    })
  })
  await page.clock.install()
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(server.url)
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  dead = lines
  await server.post(order('2', 'Cake stand', '7.66'))
  // The time of day jumps, but no timer has run.
  await page.clock.setSystemTime(Date.now() + 3_600_000)
  await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  await expect(page.getByTestId('connection')).toContainText('Live')
})
