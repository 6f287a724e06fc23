import type { Problem } from '@/api/types'

export type LivePhase =
  /** The page has just been opened. */
  | 'connecting'
  /** Messages arrive. */
  | 'live'
  /** Messages arrive, and say that the server cannot read its store. */
  | 'unread'
  /** The connection is open but has been silent for too long. */
  | 'stale'
  /** The connection was lost a moment ago. */
  | 'reconnecting'
  /** Nobody answers. */
  | 'gone'
  /** The server answers, and says why it sends no figures. */
  | 'refused'

export interface LiveStatus {
  phase: LivePhase
  /** When the next attempt will be made, in milliseconds of `Date.now()`. */
  retryAt: number | null
  problem: Problem | null
  /** Set while messages come as Server-Sent Events: what the server says about the WebSocket, if anything. */
  detour: Detour | null
}

export interface Detour {
  why: Problem | null
}
