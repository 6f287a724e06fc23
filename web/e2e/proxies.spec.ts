import type { Page } from '@playwright/test'
import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import { example, PROXIES, Proxy, type ProxyName } from './proxies'
import { order, type Server } from './server'

async function through(name: ProxyName, configuration: string, server: Server, look: (url: string) => Promise<void>): Promise<void> {
  const proxy = await Proxy.start(name, configuration, server.port)
  try {
    await look(proxy.url)
  } finally {
    await proxy.dispose()
  }
}

/** Over WebSocket: otherwise the page would say that it uses events. */
async function isLive(page: Page): Promise<void> {
  await expect(page.getByTestId('connection').getByRole('status')).toHaveText('Live')
}

async function post(url: string, id: string, price: string): Promise<void> {
  const body = JSON.stringify(order(id, 'Hanging heart', price))
  const answer = await fetch(`${url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(answer.status).toBe(200)
}

for (const name of PROXIES) {
  test(`the example for ${name} gives a live dashboard at the root and below a path`, async ({ page, server }) => {
    await through(name, example(name), server, async (url) => {
      await post(`${url}/sales`, '1', '12.34')
      await page.goto(`${url}/sales`)
      await isLive(page)
      expect(new URL(page.url()).pathname).toBe('/sales/')
      await expect(figure(page, 'Revenue')).toHaveText('£12.34')
      await post(`${url}/sales`, '2', '7.66')
      await expect(figure(page, 'Revenue')).toHaveText('£20.00')

      await page.getByRole('link', { name: 'Days' }).click()
      await expect(page.getByRole('img', { name: /Bar chart of gross revenue/ })).toBeVisible()
      expect(new URL(page.url()).pathname).toBe('/sales/days')
      await page.reload()
      await isLive(page)
      await expect(figure(page, 'Revenue')).toHaveText('£20.00')
      await page.getByRole('link', { name: 'Board' }).click()
      expect(new URL(page.url()).pathname).toBe('/sales/')
      await page.goto(`${url}/sales/items/`)
      await expect(page.getByRole('row', { name: /Hanging heart/ }).first()).toBeVisible()

      // A tab with a connection of its own, at the root.
      await withoutSharedWorker(page)
      await page.goto(url)
      await isLive(page)
      await expect(figure(page, 'Revenue')).toHaveText('£20.00')
      expect(server.run('board', '--server', `${url}/sales/`)).toContain('20.00')
    })
  })
}

const BARE = 'events {}\nhttp { server { listen 127.0.0.1:8000; location / { HEADERS proxy_pass http://127.0.0.1:8080; } } }\n'

test('behind a proxy that does not pass Host on, the page uses events, and says why', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await through('nginx', BARE.replace('HEADERS', ''), server, async (url) => {
    await page.goto(`${url}/health`)
    await expect(page.getByTestId('connection')).toContainText('Live by events')
    await expect(page.getByText(/no WebSocket gets through: .* has to pass the Host header on/)).toBeVisible()
    await page.getByRole('link', { name: 'Board' }).click()
    await server.post(order('2', 'Cake stand', '7.66'))
    await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  })
})

test('behind a proxy that lets no WebSocket through, the page uses events, and says why', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await withoutSharedWorker(page)
  await through('nginx', BARE.replace('HEADERS', 'proxy_set_header Host $http_host;'), server, async (url) => {
    await page.goto(url)
    await expect(page.getByTestId('connection')).toContainText('Live by events')
    await expect(page.getByTestId('connection')).toHaveAttribute('title', /does not pass the Upgrade and Connection headers on/)
    await server.post(order('2', 'Cake stand', '7.66'))
    await expect(figure(page, 'Revenue')).toHaveText('£20.00')
  })
})

// The second backend checks an address that gets a 404: this shows that checks are made, and how often.
const CHECKED = `
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend web
    bind 127.0.0.1:8000
    use_backend elsewhere if { path /elsewhere }
    default_backend usual
backend usual
    option httpchk
    server one 127.0.0.1:8080 check inter 100ms fall 1 rise 1
backend elsewhere
    option httpchk OPTIONS /elsewhere
    server one 127.0.0.1:8080 check inter 100ms fall 1 rise 1
`

test('HAProxy finds a server up by its default check', async ({ server }) => {
  await through('haproxy', CHECKED, server, async (url) => {
    const status = async (path: string) => (await fetch(url + path)).status
    await expect.poll(() => status('/elsewhere')).toBe(503)
    expect(await status('/healthz')).toBe(200)
  })
})
