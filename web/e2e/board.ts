import type { Locator, Page } from '@playwright/test'

/** The value of a figure, by the name it carries on the page: orders are not orders a minute. */
export function figure(page: Page, label: string): Locator {
  return page
    .locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}(?! (?:an?|per) (?:minute|hour))\\b`) }) })
    .locator('dd.value')
}

/** A tab that cannot share a line, as in browsers without shared workers. */
export async function withoutSharedWorker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'SharedWorker', { value: undefined })
  })
}

/** Counts what the server tells a page that is opened after this; the answer asks how many messages it has heard. */
export async function countMessages(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as { heard: number }
    counted.heard = 0
    const { parse } = JSON
    JSON.parse = (...args) => {
      const value: unknown = parse(...args)
      if (typeof (value as { seq?: unknown } | null)?.seq === 'number') counted.heard += 1
      return value
    }
  })
  return () => page.evaluate(() => (window as unknown as { heard: number }).heard)
}
