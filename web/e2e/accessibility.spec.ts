import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { order } from './server'

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const SIZES = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 360, height: 740 },
]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation and no sideways scrolling, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto(server.url)
    await expect(page.getByRole('heading', { name: 'Waiting for the first order' })).toBeVisible()
    await inspect(page, 'empty shop')

    for (let n = 0; n < 30; n += 1) await server.post(order(String(n), `Item ${n} with a rather long name that has to be cut`, '1234567.89', 3))
    await expect(page.getByRole('list', { name: 'Latest items, newest first' }).getByRole('listitem')).toHaveCount(30)
    await inspect(page, 'board')

    await server.kill()
    await expect(page.getByTestId('connection')).toContainText('Server gone')
    await inspect(page, 'server gone')
  })
}

async function inspect(page: Page, state: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    // Charts and panels take the new size at the next frames.
    await page.waitForTimeout(300)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(sideways, `${state} at ${size.width} px scrolls sideways`).toBe(0)
    await page.evaluate(await axeSource)
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }
      const result = await axe.run()
      return result.violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`)
    })
    expect(violations, `${state} at ${size.width} px`).toEqual([])
  }
}
