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
