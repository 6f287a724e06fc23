import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { sideways } from './clipped'
import { expect, test } from './fixtures'
import { order, rich } from './server'

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const DESK = { width: 1440, height: 900 }
const TABLET = { width: 768, height: 1024 }
const PHONE = { width: 360, height: 740 }
/** The tests look at states, not at a control that is just fading away. */
const STILL = { reducedMotion: 'reduce' } as const

const LONG = 'with a rather long name that has to be cut'
/** What is there when a page is complete, by how its address begins; of others it is the name of an item. */
const SHOWN: readonly [string, string][] = [['/days?', 'By day'], ['/days', 'All days'], ['/health', 'No usable time'], ['/shops', 'default'], ['/nowhere', 'There is no such page'], ['/?', 'Pulse of the day']]
const orders = Array.from({ length: 30 }, (_, n) => order(String(n), `Item ${n} ${LONG}`, '1234567.89', 3, n < 3 ? 1 : 0))

test('no accessibility violation and no sideways scrolling on the board', async ({ page, server }) => {
  await page.emulateMedia(STILL)
  await page.goto(server.url)
  await expect(page.getByRole('heading', { name: 'Waiting for the first order' })).toBeVisible()
  await inspect(page, 'empty shop', [DESK, PHONE])

  await server.post(...orders)
  await expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByRole('listitem')).toHaveCount(30)
  await inspect(page, 'board', [DESK, TABLET, PHONE])

  await server.kill()
  await expect(page.getByTestId('connection')).toContainText('Server gone')
  await inspect(page, 'server gone', [DESK, PHONE])
})

test('no accessibility violation and no sideways scrolling on pages and modes', async ({ page, server }) => {
  test.setTimeout(300_000)
  await page.emulateMedia(STILL)
  await server.post(...orders, rich('rich'))
  await fetch(`${server.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"refused"}' })
  for (const path of ['/items', '/items?all', '/items?sku=SKU-0', '/days', '/days?span=last_7_days', '/feed', '/health', '/shops', '/shops?wall', '/nowhere', '/?week=lines', '/?masked', '/?wall']) {
    await page.setViewportSize(DESK)
    await page.goto(server.url + path)
    await expect(page.getByText(SHOWN.find(([start]) => path.startsWith(start))?.[1] ?? LONG).first()).toBeVisible()
    if (path === '/health') {
      await page.getByRole('button', { name: 'As a table' }).click()
      await page.getByRole('button', { name: /^Show: / }).first().click()
    }
    if (path === '/days') await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await inspect(page, path, [DESK, PHONE])
  }
  await page.setViewportSize(DESK)
  await page.goto(`${server.url}/?wall=600`)
  await page.getByRole('button', { name: 'Week', exact: true }).click()
  await inspect(page, 'wall, week', [DESK, TABLET, PHONE])
  await page.getByRole('button', { name: 'Items', exact: true }).click()
  await inspect(page, 'wall, items', [DESK, TABLET, PHONE])
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()
  await expect(page.getByRole('dialog').locator('section > ol > li').first()).toBeVisible()
  await inspect(page, 'explanation', [DESK, PHONE])
  await page.keyboard.press('Escape')
  await page.setViewportSize(DESK)
  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(page.getByRole('columnheader', { name: 'Hour from' })).toBeVisible()
  await inspect(page, 'pulse as a table', [DESK, PHONE])
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
  await inspect(page, 'palette', [DESK, PHONE])
  await page.keyboard.press('Escape')
  // Until it is gone, keys are typed into it.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await inspect(page, 'keyboard help', [DESK, PHONE])
  await page.goto(`${server.url}/?shop=nobody`)
  await expect(page.getByText('Unknown shop')).toBeVisible()
  await inspect(page, 'unknown shop', [DESK, PHONE])
})

test.describe('on a server with keys', () => {
  test.use({ keys: { wall: 'view' } })
  test('no accessibility violation when signing in', async ({ page, server }) => {
    await page.emulateMedia(STILL)
    await page.goto(server.url)
    await page.getByLabel('Key').fill('not-the-key')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).not.toBeEmpty()
    await inspect(page, 'sign-in', [DESK, PHONE])
  })
})

async function inspect(page: Page, state: string, sizes: { width: number; height: number }[]): Promise<void> {
  for (const [index, size] of sizes.entries()) {
    await page.setViewportSize(size)
    // Colours are the same at every size.
    for (const colorScheme of index === 0 ? (['light', 'dark'] as const) : (['light'] as const)) {
      await page.emulateMedia({ colorScheme })
      // Charts and panels take the new size and colours at the next frames.
      await page.waitForTimeout(300)
      expect(await sideways(page), `${state} at ${size.width} px scrolls sideways`).toBe(0)
      expect.soft(await violations(page, colorScheme), `${state} at ${size.width} px, ${colorScheme}`).toEqual([])
    }
  }
}

/** What axe finds on the page. In dark mode only the colours are checked: everything else is as in light mode. */
async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.evaluate(await axeSource)
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }
    const result = await axe.run(options)
    return result.violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`)
  }, colorScheme === 'dark' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {})
}
