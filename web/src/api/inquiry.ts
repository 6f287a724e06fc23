import type { Problem } from './types'

/** What HTTP says about a live channel that cannot be had. */
export interface Inquiry {
  /** The server answers, and sends this shop's figures to whoever asks for them. */
  isWell: boolean
  /** Why it sends none. Null: none is known, or nothing is wrong. */
  problem: Problem | null
}

export function liveUrl(base: string, shop: string): string {
  const url = addressOf(base, 'v1/live', shop)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

export function eventsUrl(base: string, shop: string): string {
  return addressOf(base, 'v1/events', shop).href
}

/** A WebSocket that fails tells a page nothing; the same question over HTTP is answered with a problem document. */
export async function inquire(base: string, shop: string, signal: AbortSignal): Promise<Inquiry> {
  try {
    const response = await fetch(addressOf(base, 'v1/board', shop), { signal, cache: 'no-store' })
    return { isWell: response.ok, problem: response.ok ? null : await problemOf(response) }
  } catch {
    return { isWell: false, problem: null }
  }
}

/** Why a server that is well takes no WebSocket: what it says to a request for one that came over plain HTTP. */
export async function whyNoSocket(base: string, shop: string, signal: AbortSignal): Promise<Problem | null> {
  try {
    return await problemOf(await fetch(addressOf(base, 'v1/live', shop), { signal, cache: 'no-store' }))
  } catch {
    return null
  }
}

function addressOf(base: string, path: string, shop: string): URL {
  const url = new URL(path, base)
  url.searchParams.set('shop', shop)
  return url
}

/** The problem document of an answer, if it is one. */
export async function problemOf(response: Response): Promise<Problem | null> {
  const type = response.headers.get('content-type') ?? ''
  return type.startsWith('application/problem+json') ? ((await response.json()) as Problem) : null
}
