import { expect, test } from './fixtures'
import { order } from './server'

// A page that breaks its own policy complains on the console, which fails every test. This test opens every page and asks the
// browser itself.
test('every page keeps to the content security policy', async ({ page, server }) => {
  await server.post(order('1', 'Tea', '4.25', 2), order('2', 'Cup', '11.90', 1, 1), order('3', 'Tea', '4.25', 1, 7))
  await page.addInitScript(() => {
    const broken: string[] = []
    Object.assign(window, { broken })
    document.addEventListener('securitypolicyviolation', (event) => broken.push(`${event.violatedDirective} ${event.blockedURI}`))
  })
  const pages = { '/': 'Tea', '/items': 'Tea', '/days': 'Days', '/feed': 'Tea', '/?wall': 'Pulse of the day' }
  for (const [path, shown] of Object.entries(pages)) {
    await page.goto(server.url + path)
    await expect(page.getByText(shown).first()).toBeVisible()
    expect(await page.evaluate(() => (window as unknown as { broken: string[] }).broken), path).toEqual([])
  }
})

test('code smuggled into the page does not run', async ({ browser, server }) => {
  const page = await browser.newPage()
  await page.goto(server.url)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.smuggled = true'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="/favicon.svg" onload="window.smuggled = true" style="position: fixed">')
    const image = document.querySelector<HTMLImageElement>('img[onload]')
    await image?.decode().catch(() => undefined)
    return { smuggled: 'smuggled' in window, styled: image !== null && getComputedStyle(image).position === 'fixed' }
  })
  expect(ran).toEqual({ smuggled: false, styled: false })
  await page.close()
})
