import type { Board, LiveMessage } from '@/api/types'
import { merge, type Channel } from './channel'
import type { LiveStatus } from './status'

/** From the worker to a tab. Answered with 'ack' once it has been taken in. */
export interface Update {
  status: LiveStatus
  heardAt: number
  /** A message of the live channel as text, or nothing new. */
  text: string | null
}

export type Request = 'ack' | 'retry' | 'renew' | 'bye'

/** The part of MessagePort used here. */
export interface Port {
  onmessage: ((event: { data: Request }) => void) | null
  postMessage(update: Update): void
  close(): void
}

interface Tab {
  busy: boolean
  /** It missed a message while it was busy, so a single section is not enough any more. */
  behind: boolean
  told: LiveStatus | null
}

const CONNECTING: LiveStatus = { phase: 'connecting', retryAt: null, problem: null, detour: null }

/**
 * One connection to the server for all tabs of a browser. A tab that does not answer (frozen or busy) is sent nothing more until
 * it does, and then the whole newest board: no queue grows behind it.
 */
export function createHub(open: (onMessage: (message: LiveMessage, text: string) => void, onStatus: (status: LiveStatus) => void) => Channel) {
  const tabs = new Map<Port, Tab>()
  let board: (Board & { seq: number }) | null = null
  let status = CONNECTING
  let heardAt = 0
  let whole: string | null = null

  const channel = open(
    (message, text) => {
      board = merge(board, message) as Board & { seq: number }
      whole = null
      heardAt = Date.now()
      for (const [port, tab] of tabs) {
        if (tab.busy) tab.behind = true
        else send(port, tab, text)
      }
    },
    (next) => {
      status = next
      // Signing out leaves no figures behind for the next tab.
      if (next.problem?.status === 401) board = whole = null
      tellStatus()
    },
  )

  function send(port: Port, tab: Tab, text: string | null): void {
    tab.busy = true
    tab.told = status
    port.postMessage({ status, heardAt, text })
  }

  function tellStatus(): void {
    for (const [port, tab] of tabs) if (!tab.busy && tab.told !== status) send(port, tab, null)
  }

  function catchUp(port: Port, tab: Tab): void {
    tab.busy = false
    if (tab.behind) {
      tab.behind = false
      whole ??= board === null ? null : JSON.stringify(board)
      send(port, tab, whole)
    } else if (tab.told !== status) send(port, tab, null)
  }

  return {
    join(port: Port): void {
      const tab: Tab = { busy: false, behind: true, told: null }
      if (tabs.size === 0) channel.start()
      tabs.set(port, tab)
      port.onmessage = ({ data }) => {
        if (data === 'ack') catchUp(port, tab)
        else if (data === 'retry') channel.retryNow()
        else if (data === 'renew') channel.renew()
        else leave(port)
      }
      catchUp(port, tab)
    },
    /** A sign of life for tabs when there is no news: the connection itself may be down for hours. */
    beat(): void {
      for (const [port, tab] of tabs) if (!tab.busy) send(port, tab, null)
    },
  }

  function leave(port: Port): void {
    tabs.delete(port)
    port.close()
    if (tabs.size > 0) return
    channel.stop()
    // The next tab must not take an old board for the current one.
    board = null
    whole = null
    status = CONNECTING
  }
}
