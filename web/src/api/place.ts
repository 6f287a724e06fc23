/**
 * Where a dashboard lives: the address of one of its pages without the page's own name. It may be below a path of a proxy. Every
 * page is one segment below it, and so is everything that a page requests.
 */
export function baseOf(page: string): string {
  return new URL('.', page).href
}

/** The shop that a page shows: `?shop=` of its address. */
export function shopOfPage(search: string): string {
  return new URLSearchParams(search).get('shop') || 'default'
}
