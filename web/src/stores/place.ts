import { computed, readonly, shallowRef } from 'vue'
import { below } from '@/api/base'

export const PAGES = ['shops', 'board', 'items', 'days', 'feed', 'health'] as const
export type PageName = (typeof PAGES)[number]

/** An address without a page. */
export const NOWHERE = 'nowhere'

/** Parameters that belong to the whole visit and stay when the page changes. */
const KEPT = ['shop', 'wall', 'masked', 'lang', 'figure']

export type Params = Record<string, string | null>

interface Place {
  page: PageName | typeof NOWHERE
  params: URLSearchParams
}

const here = shallowRef<Place>(placeOf(window.location))
window.addEventListener('popstate', () => (here.value = placeOf(window.location)))

/** Where the reader is: the address bar is the only place this is kept, so that every view can be shared as a link. */
export const place = readonly(here)
export const page = computed(() => here.value.page)
export const isWall = computed(() => here.value.params.has('wall'))
export const isMasked = computed(() => here.value.params.has('masked'))

export function param(name: string): string {
  return here.value.params.get(name) ?? ''
}

/** The address of a page within this visit. */
export function hrefOf(name: PageName, own: Params = {}): string {
  const params = new URLSearchParams()
  for (const key of KEPT) if (here.value.params.has(key)) params.set(key, here.value.params.get(key) ?? '')
  return address(name, lay(params, own))
}

/** The address of the current page with other parameters. */
export function hrefWith(own: Params): string {
  return address(page.value, lay(new URLSearchParams(here.value.params), own))
}

/**
 * The address of the current page for another shop. It has to be loaded again, because the connection and everything that is
 * known belong to one shop.
 */
export function hrefOfShop(shop: string): string {
  return hrefOf(page.value === NOWHERE || page.value === 'shops' ? 'board' : page.value, { shop: shop === 'default' ? null : shop })
}

export function go(name: PageName, own: Params = {}): void {
  move(hrefOf(name, own), 'push')
  window.scrollTo(0, 0)
}

/** Goes to other parameters of the current page, as a step that the browser's back button undoes. */
export function visit(own: Params): void {
  move(hrefWith(own), 'push')
}

/** Changes parameters of the current page; null removes one. Typing and toggling leave no trail in the history. */
export function setParams(own: Params): void {
  move(hrefWith(own), 'replace')
}

export function placeOf(location: { pathname: string; search: string }): Place {
  // Whatever path the dashboard is below, a page is the last segment.
  const name = location.pathname.slice(location.pathname.lastIndexOf('/') + 1)
  const known = PAGES.find((candidate) => candidate === name)
  const isBoard = name === '' || name === 'index.html'
  return { page: known ?? (isBoard ? 'board' : NOWHERE), params: new URLSearchParams(location.search) }
}

function move(href: string, how: 'push' | 'replace'): void {
  if (how === 'push') window.history.pushState(null, '', href)
  else window.history.replaceState(null, '', href)
  here.value = placeOf(window.location)
}

function address(name: PageName | typeof NOWHERE, params: URLSearchParams): string {
  // A mode such as `wall` is written without the equals sign that URLSearchParams would add.
  const query = params.toString().replace(/=(?=&|$)/g, '')
  // A mode can be switched even at an address without a page, and the address then stays.
  if (name === NOWHERE) return `${window.location.pathname}${query === '' ? '' : `?${query}`}`
  return below(`${name === 'board' ? '' : name}${query === '' ? '' : `?${query}`}`)
}

function lay(params: URLSearchParams, own: Params): URLSearchParams {
  for (const [key, value] of Object.entries(own)) {
    if (value === null) params.delete(key)
    else params.set(key, value)
  }
  return params
}
