import { expect, test } from './fixtures'
import type { Order } from './server'

// Noon of a Wednesday after eight others, each of which had half of its sales by noon.
const WEDNESDAYS = ['2026-01-21', '2026-01-28', '2026-02-04', '2026-02-11', '2026-02-18', '2026-02-25', '2026-03-04', '2026-03-11']
const sold = (date: string, hour: string, price: string): Order => ({ id: `${date} ${hour}`, timestamp: `${date}T${hour}:30:00Z`, items: [{ sku: 'TEA', name: 'Tea', price, quantity: 1 }] })

test.use({ startAt: '2026-03-18T12:00:00Z', settings: ['--retention-days', '60'] })

test('where the day may end, and the goals of the shop, set on the page', async ({ page, server }) => {
  await server.post(...WEDNESDAYS.flatMap((date, index) => [sold(date, '09', '100.00'), sold(date, '18', index < 4 ? '80.00' : '120.00')]), sold('2026-03-18', '10', '150.00'))
  await page.goto(server.url)
  const goals = page.getByRole('region', { name: 'Goals and forecast' })
  await expect(goals).toContainText(/Gross revenue expected today: £\d{3}\.00 \(£270\.00 – £330\.00\) forecast from the last 8 Wednesdays, not a promise/)

  await goals.getByRole('button', { name: 'Set goals' }).click()
  const form = page.getByRole('dialog', { name: 'Goals and forecast' })
  await form.getByLabel('Today').fill('much')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByRole('alert')).toContainText('“much” is not an amount')
  await form.getByLabel('Today').fill('600')
  await form.getByLabel('This month').fill('2 000,50')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect(goals).toContainText('Today £150.00 of £600.00 (25%)')
  await expect(goals).toContainText('expected by now')
  await expect(goals).toContainText(/This month £\d+\.\d\d of £2,000\.50/)
  await page.reload()
  await expect(goals.getByRole('button', { name: 'Change goals' })).toBeVisible()
  await goals.getByRole('button', { name: 'Change goals' }).click()
  await expect(form.getByLabel('This month')).toHaveValue('2000.50')
  await page.keyboard.press('Escape')
  await expect(form).toHaveCount(0)
})

test.describe('on a server with keys', () => {
  test.use({ startAt: undefined, settings: [], keys: { wall: 'view' } })

  test('viewers see no way to set them', async ({ page, server }) => {
    await page.goto(server.url)
    await page.getByLabel('Key').fill(server.keys['wall'] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByTestId('connection')).toContainText('Live')
    await expect(page.getByRole('button', { name: 'Set goals' })).toHaveCount(0)
  })
})
