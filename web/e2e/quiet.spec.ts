import { figure } from './board'
import { expect, test } from './fixtures'
import { order } from './server'

test('a shop whose newest day is long ago opens on it, and says so', async ({ page, server }) => {
  await server.post(order('1', 'Hanging heart', '12.34', 1, 430), order('2', 'Cake stand', '5.00', 1, 431))
  const newest = new Date(Date.now() - 430 * 86_400_000).getUTCFullYear()
  await page.goto(server.url)
  const said = page.getByRole('status').filter({ hasText: 'No orders since' })
  await expect(said).toContainText(new RegExp(`No orders since .*${newest}.*4(29|30)\\s?d`))
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await expect(page.getByRole('region', { name: 'Week by hour' })).toContainText('£5.00')
  await page.getByRole('link', { name: 'Days' }).click()
  await expect(said).toBeVisible()
  await expect(figure(page, 'Revenue')).toHaveText('£12.34')
  await expect(page.getByRole('region', { name: 'All days' }).locator('tbody tr')).toHaveCount(2)
  await page.getByRole('link', { name: 'Items' }).click()
  // The last four weeks in which it sold something.
  await expect(page.getByRole('combobox', { name: 'Period' })).toHaveValue('dates')
  await expect(page.getByText('1–2 of 2 items')).toBeVisible()
  // Lines of a day other than today name that day.
  await page.getByRole('link', { name: 'Feed' }).click()
  await expect(page.locator('tbody time').first()).toHaveText(new RegExp(`${newest}, \\d\\d:\\d\\d:\\d\\d$`))

  await page.getByRole('link', { name: 'Board' }).click()
  await server.post(order('3', 'Tea', '4.00'))
  await expect(figure(page, 'Revenue')).toHaveText('£4.00')
  await expect(said).toHaveCount(0)
})

test('a week without revenue has no best hour', async ({ page, server }) => {
  // Given away: an order, but no revenue.
  await server.post(order('1', 'Sample', '0.00'))
  await page.goto(server.url)
  const week = page.getByRole('region', { name: 'Week by hour' })
  await expect(week).toContainText('No revenue in these days')
  await expect(week).not.toContainText('Best')
})
