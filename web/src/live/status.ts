import type { Problem } from '@/api/types'

export type LivePhase =
  /** The page has just been opened. */
  | 'connecting'
  /** Messages arrive. */
  | 'live'
  /** Messages arrive, and say that the server cannot read its store. */
  | 'unread'
  /** The line is open but has been silent for too long. */
  | 'stale'
  /** The line was lost a moment ago. */
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
  /** Set while messages come as Server-Sent Events: what the server says of the WebSocket, as far as it says anything. */
  detour: Detour | null
}

export interface Detour {
  why: Problem | null
}
