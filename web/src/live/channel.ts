import { fetchProblem, liveUrl } from '@/api/client'
import type { Board, LiveMessage } from '@/api/types'
import { createConnection, type Connection, type LiveStatus, type Socket } from './connection'

/** What a page hears: by a line of its own, or by one that it shares with the other tabs. */
export interface ChannelHandlers {
  /** `heardAt`: when it reached this browser, in milliseconds of `Date.now()`. */
  onMessage(message: LiveMessage, heardAt: number): void
  onStatus(status: LiveStatus): void
}

export type Channel = Connection

/** A line to the server; runs in a page and in the shared worker alike. */
export function connectTo(
  origin: string,
  shop: string,
  onMessage: (message: LiveMessage, text: string) => void,
  onStatus: (status: LiveStatus) => void,
): Connection {
  return createConnection({
    open: () => new WebSocket(liveUrl(origin, shop)) as unknown as Socket,
    diagnose: (signal) => fetchProblem(shop, signal),
    onMessage,
    onStatus,
  })
}

/** The state is the last board with the changed sections laid over it. */
export function merge(board: Board | null, message: LiveMessage): Board {
  return { ...board, ...message } as Board
}
