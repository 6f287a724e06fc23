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

/** Texts that are written over each other. What floats over the page may cover it. */
export function overlappingTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Line { text: string; of: Node; left: number; right: number; top: number; bottom: number }
    const lines: Line[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const seen = text === '' ? null : seenOf(node.parentElement as Element)
      if (seen === null) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        lines.push({ text, of: node, left: Math.max(rect.left, seen.left), right: Math.min(rect.right, seen.right), top: Math.max(rect.top, seen.top), bottom: Math.min(rect.bottom, seen.bottom) })
      }
    }
    const both = (a: Line, b: Line) => a.of !== b.of && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
    return lines.flatMap((a, index) => lines.slice(index + 1).filter((b) => both(a, b)).map((b) => `${a.text} | ${b.text}`))

    /** The part of the page in which a text of this element can be seen; null: nowhere, or over the page. */
    function seenOf(element: Element): { left: number; right: number; top: number; bottom: number } | null {
      const seen = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity }
      for (let box: Element | null = element; box !== null; box = box.parentElement) {
        const { overflowX, clipPath, visibility, position, display } = getComputedStyle(box)
        if (clipPath !== 'none' || visibility === 'hidden' || display === 'none' || ['fixed', 'sticky', 'absolute'].includes(position)) return null
        if (overflowX === 'visible' || display === 'inline') continue
        const { left, right, top, bottom } = box.getBoundingClientRect()
        Object.assign(seen, { left: Math.max(seen.left, left), right: Math.min(seen.right, right), top: Math.max(seen.top, top), bottom: Math.min(seen.bottom, bottom) })
      }
      return seen
    }
  })
}
