import type { Problem } from './types'

/** What HTTP says about a live channel that does not open. */
export interface Inquiry {
  /** The server answers, and sends this shop's figures on request. */
  isWell: boolean
  /** Why it sends none. Null: none is known, or nothing is wrong. */
  problem: Problem | null
}

/** The addresses of a live channel. */
export interface Door {
  socket: string
  events: string
  /** Answers over HTTP with what the channel begins with, or with the reason why not. */
  ask: string
  /** The socket's address over HTTP, which says why there is no socket. */
  why: string
}

/** The addresses of a shop's board. */
export function boardDoor(base: string, shop: string): Door {
  return doorOf(base, { live: 'v1/live', events: 'v1/events', ask: 'v1/board' }, { shop })
}

/** The addresses of all shops. */
export function overviewDoor(base: string, query: Record<string, string>): Door {
  return doorOf(base, { live: 'v1/overview/live', events: 'v1/overview/events', ask: 'v1/overview' }, query)
}

/** A WebSocket that fails gives a page no reason; the same request over HTTP is answered with a problem document. */
export async function inquire(door: Door, signal: AbortSignal): Promise<Inquiry> {
  try {
    const response = await fetch(door.ask, { signal, cache: 'no-store' })
    return { isWell: response.ok, problem: response.ok ? null : await problemOf(response) }
  } catch {
    return { isWell: false, problem: null }
  }
}

/** Why a healthy server takes no WebSocket: what it says to a request for one over plain HTTP. */
export async function whyNoSocket(door: Door, signal: AbortSignal): Promise<Problem | null> {
  try {
    return await problemOf(await fetch(door.why, { signal, cache: 'no-store' }))
  } catch {
    return null
  }
}

function doorOf(base: string, paths: { live: string; events: string; ask: string }, query: Record<string, string>): Door {
  const address = (path: string): URL => {
    const url = new URL(path, base)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }
  const socket = address(paths.live)
  socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:'
  return { socket: socket.href, events: address(paths.events).href, ask: address(paths.ask).href, why: address(paths.live).href }
}

/** The problem document of an answer, if it is one. */
export async function problemOf(response: Response): Promise<Problem | null> {
  const type = response.headers.get('content-type') ?? ''
  return type.startsWith('application/problem+json') ? ((await response.json()) as Problem) : null
}
