import { figure } from './board'
import { clippedTexts } from './clipped'
import { expect, test } from './fixtures'
import { order, Server } from './server'

// What users of other programs expect of this one: the keyboard, a way past the navigation, printing.

test.describe('for one shop', () => {
  let server: Server
  test.beforeAll(async () => {
    server = await Server.start('--currency', 'GBP', '--timezone', 'Europe/London')
    await server.post(...Array.from({ length: 30 }, (_, n) => order(`o${n}`, `Item ${n}`, '12.00', 2, n % 3)))
  })
  test.afterAll(() => server.dispose())

  test('the first Tab stop leads past the navigation, and landmarks say what is where', async ({ page }) => {
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the figures' })
    await expect(skip).toBeFocused()
    await expect(skip).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
    await expect(page).toHaveURL(`${server.url}/`)
    // The next stop is the first one on the board, not one in the navigation.
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
    for (const landmark of ['banner', 'navigation', 'main'] as const) await expect(page.getByRole(landmark)).toHaveCount(1)
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  })

  test('the focus moves through the page in reading order', async ({ page }) => {
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    const regions: string[] = []
    for (let stop = 0; stop < 80; stop += 1) {
      await page.keyboard.press('Tab')
      const where = await page.evaluate(() => {
        const focused = document.activeElement
        const region = focused?.closest('section[aria-labelledby], nav, header.bar')
        return region === null || region === undefined ? '' : region.matches('section') ? (document.getElementById(region.getAttribute('aria-labelledby') ?? '')?.textContent ?? '') : region.tagName.toLowerCase()
      })
      if (where !== '' && regions.at(-1) !== where) regions.push(where)
      if (where === 'Latest items') break
    }
    expect(regions.map((region) => (/day, /.test(region) ? 'headline' : region))).toEqual(['nav', 'header', 'headline', 'Pulse of the day', 'Week by hour', 'Top items today', 'Top items of all time', 'Latest items'])
  })

  test('with the keyboard alone: the help, and from the palette to a page, a day and an item', async ({ page }) => {
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard' })
    await expect(help).toContainText('skip the navigation')
    await page.keyboard.press('Escape')
    await expect(help).toHaveCount(0)

    const go = async (what: string, expected: RegExp) => {
      await page.keyboard.press('Control+k')
      const field = page.getByRole('combobox', { name: 'Page, day, shop, item or SKU' })
      await expect(field).toBeFocused()
      await field.fill(what)
      await expect(page.getByRole('dialog').getByRole('option').first()).toContainText(expected)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('main')).toBeFocused()
    }
    await go('fee', /Feed/)
    await expect(page).toHaveURL(/\/feed$/)
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    await go(yesterday, new RegExp(yesterday))
    await expect(page).toHaveURL(new RegExp(`/days\\?date=${yesterday}$`))
    await go('SKU-o17', /Item 17/)
    await expect(page).toHaveURL(/\/items\?q=SKU-o17$/)
    await expect(page.getByRole('table')).toContainText('Item 17')
    // A key pressed in a field is text, not a command.
    await page.getByRole('searchbox').pressSequentially('?')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test('for a shop that does not exist, the page does not wait', async ({ page }) => {
    await page.goto(`${server.url}/?shop=nobody`)
    await expect(page.getByRole('alert')).toContainText('Unknown shop')
    const board = page.getByRole('group', { name: 'There are no figures' })
    await expect(board).toHaveAttribute('aria-busy', 'false')
    await expect(page.getByRole('heading', { level: 1, name: 'There are no figures' })).toBeAttached()
  })

  test('a printed page has the figures, and no buttons', async ({ page }) => {
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    // A sheet of A4 less its margins; the chart was drawn for a wider screen, in dark mode.
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.setViewportSize({ width: 703, height: 1000 })
    await expect(page.getByRole('navigation')).toBeHidden()
    await expect(page.getByRole('button', { name: 'Sum' })).toBeHidden()
    await expect(page.getByRole('region', { name: 'Latest items' })).toBeHidden()
    await expect(figure(page, 'Revenue')).toBeVisible()
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.panel') as Element).backgroundColor)).toBe('rgb(255, 255, 255)')
    expect(await clippedTexts(page)).toEqual([])
    const chart = page.getByRole('region', { name: 'Pulse of the day' })
    const [inner, outer] = await Promise.all([chart.locator('canvas').boundingBox(), chart.boundingBox()])
    expect(inner?.width).toBeLessThanOrEqual(outer?.width ?? 0)
  })

  // The last shop, because it sells something.
  test('the palette keeps its selection while orders come in', async ({ page }) => {
    await page.goto(server.url)
    await expect(figure(page, 'Orders')).toHaveText('10')
    await page.keyboard.press('Control+k')
    const options = page.getByRole('dialog').getByRole('option')
    await expect(page.getByRole('combobox', { name: 'Page, day, shop, item or SKU' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(options.nth(2)).toHaveAttribute('aria-selected', 'true')
    await server.post(order('while it is open', 'Item of now', '1.00'))
    await expect(figure(page, 'Orders')).toHaveText('11')
    await expect(options.nth(2)).toHaveAttribute('aria-selected', 'true')
  })
})
