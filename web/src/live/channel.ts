import { boardDoor, inquire, whyNoSocket, type Door } from '@/api/inquiry'
import type { Board, LiveMessage } from '@/api/types'
import { createConnection, type Connection, type Numbered, type Socket } from './connection'
import type { LiveStatus } from './status'

/** What a page hears, over a connection of its own or one that it shares with the other tabs. */
export interface ChannelHandlers {
  /** `heardAt`: when the message reached this browser, in milliseconds of `Date.now()`. */
  onMessage(message: LiveMessage, heardAt: number): void
  onStatus(status: LiveStatus): void
}

export type Channel = Connection

/** A connection to a shop's board; runs in a page and in the shared worker alike. */
export function connectTo(
  base: string,
  shop: string,
  onMessage: (message: LiveMessage, text: string) => void,
  onStatus: (status: LiveStatus) => void,
): Connection {
  return connectThrough(boardDoor(base, shop), onMessage, onStatus)
}

/** A connection to the server. */
export function connectThrough<Message extends Numbered>(door: Door, onMessage: (message: Message, text: string) => void, onStatus: (status: LiveStatus) => void): Connection {
  return createConnection<Message>({
    open: {
      socket: () => new WebSocket(door.socket) as unknown as Socket,
      events: () => openEvents(door.events),
    },
    inquire: (signal) => inquire(door, signal),
    whyNoSocket: (signal) => whyNoSocket(door, signal),
    onMessage,
    onStatus,
  })
}

/** An event stream reconnects by itself without saying why; here it ends at the first failure, like a socket. */
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
