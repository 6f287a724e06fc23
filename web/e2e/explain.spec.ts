import { expect, test } from './fixtures'
import { order } from './server'

test('a figure can be explained, down to the orders behind it', async ({ page, server }) => {
  await server.post(...Array.from({ length: 25 }, (_, n) => order(`order-${n}`, `Item ${n}`, '2.00')))
  await server.post({ ...order('order-3', 'Item 3', '2.00'), version: 2, status: 'cancelled' })
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')

  const button = page.getByRole('button', { name: 'Explain: Revenue', exact: true })
  await button.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Revenue, gross' })
  await expect(panel).toContainText('£48.00')
  await expect(panel).toContainText('Europe/London')
  const orders = panel.locator('section > ol > li')
  await expect(orders).toHaveCount(20)
  await panel.getByRole('button', { name: 'Older orders' }).click()
  await expect(orders).toHaveCount(25)
  await expect(orders.filter({ hasText: 'order-3' })).toContainText('cancelled, does not count')

  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(button).toBeFocused()

  await page.getByRole('list', { name: 'Top items today' }).getByRole('button', { name: 'Item 7' }).click()
  await expect(page.getByRole('dialog', { name: 'Item 7' }).locator('section > ol > li')).toHaveCount(1)
})

test('the age of orders on the screen is measured in the page', async ({ page, server }) => {
  await page.goto(server.url)
  await expect(page.getByTestId('connection')).toContainText('Live')
  for (let n = 0; n < 4; n += 1) {
    await server.post(order(String(n), 'Hanging heart', '1.00'))
    await page.waitForTimeout(300)
  }
  await expect(page.getByTestId('freshness')).toHaveText(/^\d+ ms$/)
  const ms = Number.parseInt((await page.getByTestId('freshness').textContent()) ?? '')
  expect(ms).toBeLessThan(1000)
})
