import type { Locator, Page } from '@playwright/test'

/** The value of a figure, by its exact name on the page: orders are not orders a minute. */
export function figure(page: Page, label: string): Locator {
  return page
    .locator('dl').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}(?! (?:an?|per) (?:minute|hour))\\b`) }) })
    .locator('dd.value')
}

/** A tab that cannot share a connection, as in browsers without shared workers. */
export async function withoutSharedWorker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'SharedWorker', { value: undefined })
  })
}

/** Counts the messages that a page opened after this receives; returns a function that asks for their number. */
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
