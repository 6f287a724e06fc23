import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures'
import { order, rich } from './server'

/** The rows as they are heard. */
const rowsOf = (table: Locator) =>
  table.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const heard = row.cloneNode(true) as Element
      heard.querySelectorAll('[aria-hidden="true"]').forEach((silent) => silent.remove())
      return [...heard.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())
    }),
  )

const ADDS_UP = [
  ['Revenue gross', '£40.00'],
  ['less Discounts', '£4.00'],
  ['makes Net revenue', '£36.00'],
  ['plus Shipping', '£9.80'],
  ['plus Tax', '£8.60'],
  ['makes Total sales', '£54.40'],
]

test('how the sales of a day add up, in the explanation and on the page of days', async ({ page, server }) => {
  await server.post(rich('a'), rich('b'), rich('then', 2))
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Explain: Revenue', exact: true }).click()
  const explained = page.getByRole('dialog').getByRole('table', { name: 'How the sales add up' })
  await expect(explained.locator('tbody tr')).toHaveCount(ADDS_UP.length)
  expect(await rowsOf(explained)).toEqual(ADDS_UP)
  await page.keyboard.press('Escape')

  await page.goto(`${server.url}/days`)
  const ofDay = page.getByRole('table', { name: 'How the sales add up' })
  await expect(ofDay.locator('tbody tr')).toHaveCount(ADDS_UP.length)
  expect(await rowsOf(ofDay)).toEqual(ADDS_UP)
  await page.getByRole('button', { name: 'Day before' }).click()
  await expect(ofDay.locator('tbody tr').last()).toContainText('£27.20')
})

test('a shop that says nothing of discounts and shipping sees no such steps and columns', async ({ page, server }) => {
  await server.post(order('plain', 'Hanging heart', '10.00'))
  await page.goto(`${server.url}/days`)
  await expect(page.locator('tr.chosen')).toContainText('£10.00')
  await expect(page.getByRole('table', { name: 'How the sales add up' })).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'All days' }).getByRole('columnheader')).toHaveText(['Day', 'Orders', 'Revenue', 'Usual', 'Against the usual range'])
})

test('days: the columns of choice, remembered, and a file of them or of all', async ({ page, server }) => {
  await server.post(rich('a'), rich('then', 2))
  await page.goto(`${server.url}/days`)
  const table = page.getByRole('group', { name: 'All days' })
  const heads = () => table.getByRole('columnheader').allTextContents()
  await expect(table.getByRole('columnheader', { name: 'Total sales' })).toBeVisible()
  expect(await heads()).toEqual(['Day', 'Orders', 'Revenue', 'Discounts', 'Net revenue', 'Shipping', 'Tax', 'Total sales', 'Usual', 'Against the usual range'])

  const columns = page.getByRole('button', { name: 'Columns', exact: true })
  await columns.focus()
  await page.keyboard.press('Enter')
  await expect(columns).toHaveAttribute('aria-expanded', 'true')
  const choice = page.getByRole('group', { name: 'Columns' })
  await choice.getByRole('checkbox', { name: 'Tips' }).focus()
  await page.keyboard.press('Space')
  for (const name of ['Discounts', 'Shipping', 'Tax', 'Total sales']) await choice.getByRole('checkbox', { name, exact: true }).uncheck()
  expect((await heads()).slice(1, -2)).toEqual(['Orders', 'Revenue', 'Net revenue', 'Tips'])
  await page.reload()
  await expect(table.locator('tr.chosen')).toContainText('£1.00')
  expect((await heads()).slice(1, -2)).toEqual(['Orders', 'Revenue', 'Net revenue', 'Tips'])

  const saved = async (button: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
    expect(file.suggestedFilename()).toBe('livetill-default-days.csv')
    return (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  }
  const chosen = await saved('Save as CSV')
  expect(chosen[0]).toBe('\ufeffdate,orders,revenue,net_revenue,tips')
  expect(chosen.slice(1).map((line) => line.replace(/^[\d-]{10}/, 'day'))).toEqual(['day,1,20.00,18.00,1.00', 'day,1,20.00,18.00,1.00'])
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  const all = await saved('Save all figures as CSV')
  expect(all[0]).toBe('\ufeffdate,orders,revenue,discounts,net_revenue,shipping,tax,total_sales,tips,charged,sales_ex_tax,average_order,units')

  await choice.getByRole('button', { name: 'Usual columns' }).click()
  await expect(table.getByRole('columnheader', { name: 'Total sales' })).toBeVisible()
})
