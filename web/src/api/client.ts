import type { Board, ItemHistory, OrderPage, PopularPage, Problem, Revenue } from './types'

/** The shop this page shows: `?shop=` of its own address. */
export function shopOfPage(search: string): string {
  return new URLSearchParams(search).get('shop') || 'default'
}

export function liveUrl(origin: string, shop: string): string {
  const url = new URL('/v1/live', origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.searchParams.set('shop', shop)
  return url.href
}

/** What went wrong with a question, in words for the reader. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

type Query = Record<string, string | number | null | undefined>

/** Questions about one shop. An absent or empty parameter is left out. */
export function createApi(shop: string) {
  async function get<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
    const params = new URLSearchParams({ shop })
    for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
    const response = await reach(`${path}?${params.toString()}`, signal)
    if (response.ok) return (await response.json()) as T
    const problem = await problemOf(response)
    throw new ApiError(problem?.detail || problem?.title || `The server answered ${response.status}.`, response.status)
  }
  return {
    board: (date: string, signal?: AbortSignal) => get<Board>('/v1/board', { date }, signal),
    popular: (query: { q?: string; date?: string; limit: number; offset: number }, signal?: AbortSignal) => get<PopularPage>('/v1/items/popular', query, signal),
    history: (sku: string, signal?: AbortSignal) => get<ItemHistory>('/v1/items/history', { sku }, signal),
    orders: (query: { date: string; sku?: string; limit: number; offset: number }, signal?: AbortSignal) => get<OrderPage>('/v1/orders', query, signal),
    revenue: (days: number, signal?: AbortSignal) => get<Revenue>('/v1/revenue', { days }, signal),
  }
}

export type Api = ReturnType<typeof createApi>

async function reach(url: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { cache: 'no-store', ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError('The server does not answer.', 0)
  }
}

async function problemOf(response: Response): Promise<Problem | null> {
  const type = response.headers.get('content-type') ?? ''
  return type.startsWith('application/problem+json') ? ((await response.json()) as Problem) : null
}

/**
 * Asks why the live channel cannot be had. A WebSocket that fails tells a page nothing, the same
 * question over HTTP is answered with a problem document. Null: no server, or nothing wrong with it.
 */
export async function fetchProblem(shop: string, signal: AbortSignal): Promise<Problem | null> {
  try {
    const response = await fetch(`/v1/board?shop=${encodeURIComponent(shop)}`, { signal, cache: 'no-store' })
    return response.ok ? null : await problemOf(response)
  } catch {
    return null
  }
}
