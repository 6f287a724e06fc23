import { eventsUrl, inquire, liveUrl, whyNoSocket } from '@/api/inquiry'
import type { Board, LiveMessage } from '@/api/types'
import { createConnection, type Connection, type Socket } from './connection'
import type { LiveStatus } from './status'

/** What a page hears: by a line of its own, or by one that it shares with the other tabs. */
export interface ChannelHandlers {
  /** `heardAt`: when it reached this browser, in milliseconds of `Date.now()`. */
  onMessage(message: LiveMessage, heardAt: number): void
  onStatus(status: LiveStatus): void
}

export type Channel = Connection

/** A line to the server; runs in a page and in the shared worker alike. */
export function connectTo(
  base: string,
  shop: string,
  onMessage: (message: LiveMessage, text: string) => void,
  onStatus: (status: LiveStatus) => void,
): Connection {
  return createConnection({
    open: {
      socket: () => new WebSocket(liveUrl(base, shop)) as unknown as Socket,
      events: () => openEvents(eventsUrl(base, shop)),
    },
    inquire: (signal) => inquire(base, shop, signal),
    whyNoSocket: (signal) => whyNoSocket(base, shop, signal),
    onMessage,
    onStatus,
  })
}

/** An event stream reconnects by itself and tells nobody why; here it ends at the first trouble, like a socket. */
function openEvents(url: string): Socket {
  const source = new EventSource(url)
  const socket: Socket = { onmessage: null, onclose: null, close: () => source.close() }
  source.onmessage = (event) => socket.onmessage?.(event)
  source.onerror = () => {
    source.close()
    socket.onclose?.()
  }
  return socket
}

/** The state is the last board with the changed sections laid over it. */
export function merge(board: Board | null, message: LiveMessage): Board {
  return { ...board, ...message } as Board
}
