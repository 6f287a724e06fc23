import type { Problem } from './types'

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

/**
 * Asks why the live channel cannot be had. A WebSocket that fails tells a page nothing, the same
 * question over HTTP is answered with a problem document. Null: no server, or nothing wrong with it.
 */
export async function fetchProblem(shop: string, signal: AbortSignal): Promise<Problem | null> {
  try {
    const response = await fetch(`/v1/board?shop=${encodeURIComponent(shop)}`, { signal, cache: 'no-store' })
    const type = response.headers.get('content-type') ?? ''
    if (response.ok || !type.startsWith('application/problem+json')) return null
    return (await response.json()) as Problem
  } catch {
    return null
  }
}
