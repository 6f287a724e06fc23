import type { Page } from '@playwright/test'

/** Words from outside the catalogue: names, zones, and what the browser writes in dates. */
const NAMES = ['Livetill', 'America', 'New', 'York', 'livetill', 'view', 'admin', 'npm', 'run', 'wall', 'USD', 'redis', 'kinesis', 'http', 'test', 'orders', 'Shopify', 'WooCommerce', 'Stripe', 'CHF', 'EUR', 'GBP', 'London', 'Berlin', 'Zurich', 'Buenos', 'Aires']
/** What the browser writes for how long ago something was. */
const AGES = ['sec', 'min', 'day', 'ago']
const dates = [...Array(12).keys()].flatMap((month) => (['long', 'short'] as const).map((form) => new Intl.DateTimeFormat('en-GB', { month: form, timeZone: 'UTC' }).format(Date.UTC(2018, month, 11))))
const weekdays = [...Array(7).keys()].flatMap((day) => (['long', 'short'] as const).map((form) => new Intl.DateTimeFormat('en-GB', { weekday: form, timeZone: 'UTC' }).format(Date.UTC(2018, 2, 11 + day))))

/** English words on a page in the pseudo-language: they are in the code, where no translator finds them. */
export async function untranslated(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    // Names from shops and servers, and what a server says in its own language, are not translated.
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) if (node.parentElement?.closest('[dir=auto], code, pre, kbd, script, style, noscript, option, .tables td, .finding, body [lang=en]') === null) found.push(node.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label]:not([dir=auto]), [placeholder]')) found.push(element.getAttribute('aria-label') ?? element.getAttribute('placeholder') ?? '')
    return found
  })
  const known = new Set([...NAMES, ...AGES, ...dates, ...weekdays])
  const words = texts.flatMap((text) => text.replace(/\u202e[^\u202c]*\u202c/g, ' ').match(/\p{L}{3,}/gu) ?? [])
  return [...new Set(words)].filter((word) => !known.has(word))
}
