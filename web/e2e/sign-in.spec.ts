import type { Page } from '@playwright/test'
import { figure, withoutSharedWorker } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test.use({ keys: { wall: 'view', till: 'ingest' } })

const title = (page: Page) => page.getByRole('heading', { name: 'Sign in to Livetill' })

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('a browser signs in once, for all its tabs, and out again from all of them', async ({ page, context, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(`${server.url}/items`)
  await expect(title(page)).toBeVisible()
  await expect(page.getByLabel('Key')).toBeFocused()

  await signIn(page, 'not-the-key')
  await expect(page.getByRole('alert')).not.toBeEmpty()
  await expect(title(page)).toBeVisible()
  await signIn(page, server.keys['wall'] ?? '')
  await expect(page.locator('tbody tr')).toHaveCount(1)

  // No script can read the cookie that the key was traded for.
  expect(await page.evaluate(() => document.cookie)).toBe('')
  const [cookie] = await context.cookies()
  expect(cookie?.httpOnly).toBe(true)
  expect(['Strict', 'Lax']).toContain(cookie?.sameSite)

  const second = await context.newPage()
  const alone = await context.newPage()
  await withoutSharedWorker(alone)
  for (const tab of [second, alone]) {
    await tab.goto(server.url)
    await expect(figure(tab, 'Revenue')).toHaveText('£12.34')
  }
  await server.post(order('2', 'Cake stand', '7.66'))
  for (const tab of [second, alone]) await expect(figure(tab, 'Revenue')).toHaveText('£20.00')

  await second.getByRole('button', { name: /^Sign out/ }).click()
  for (const tab of [second, page]) await expect(title(tab)).toBeVisible()
  await alone.reload()
  await expect(title(alone)).toBeVisible()
  expect(await second.evaluate(() => document.body.innerText)).not.toContain('20.00')
})

test('revoking a key closes the screen', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34'))
  await page.goto(server.url)
  await signIn(page, server.keys['wall'] ?? '')
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  server.run('keys', 'revoke', 'wall')
  await expect(title(page)).toBeVisible({ timeout: 30_000 })
  expect(await page.evaluate(() => document.body.innerText)).not.toContain('12.34')
})

test('a key that may only post orders opens no screen', async ({ page, server }) => {
  await page.goto(server.url)
  await signIn(page, server.keys['till'] ?? '')
  await expect(page.getByRole('alert')).not.toBeEmpty()
  await expect(title(page)).toBeVisible()
})
