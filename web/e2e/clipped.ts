import type { Page } from '@playwright/test'

/** Texts of the page that something cuts. What scrolls can be reached, and the names that a shop gives to its things may end in an ellipsis; the page's own words may not. */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      if (text === '') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
      if (rects.length > 0 && isCut(node.parentElement as Element, rects)) found.push(text)
    }
    return found

    function isCut(element: Element, rects: DOMRect[]): boolean {
      const isName = element.closest('[dir="auto"]') !== null
      for (let box: Element | null = element; box !== null; box = box.parentElement) {
        const { overflowX, textOverflow, clipPath, visibility } = getComputedStyle(box)
        if ((textOverflow === 'ellipsis' && isName) || clipPath !== 'none' || visibility === 'hidden' || overflowX === 'auto' || overflowX === 'scroll') return false
        const { left, right } = box === document.documentElement ? { left: 0, right: innerWidth } : box.getBoundingClientRect()
        const isEdge = overflowX !== 'visible' || box === document.documentElement
        if (isEdge && rects.some((rect) => rect.left < left - 1 || rect.right > right + 1)) return true
      }
      return false
    }
  })
}

/** Words of the page that are broken in the middle, with a part in each line. Names that a shop gives may be. */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // What only screen readers get has no lines.
      if (node.parentElement?.closest('[dir="auto"], code, .visually-hidden') !== null) continue
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/\p{L}+/gu)) {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
        if (lines.size > 1) found.push(word)
      }
    }
    return found
  })
}

/** By how many pixels the page scrolls sideways, which none should. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
