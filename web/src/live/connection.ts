import type { Inquiry } from '@/api/inquiry'
import type { Problem } from '@/api/types'
import { backoff } from './backoff'
import type { Detour, LivePhase, LiveStatus } from './status'

/** A heartbeat comes every 5 seconds: one missed is worth a warning, two mean that the connection is dead. */
export const STALE_AFTER_MS = 7_000
export const DEAD_AFTER_MS = 12_000

/** Failed attempts in a row after which a hiccup is called an absent server. */
const GONE_AFTER_ATTEMPTS = 2

const SIGN_IN_FIRST = 401

/**
 * If a socket fails this often in a row although the server is healthy, something does not let it through. A single failure may
 * be a restart that was over when the HTTP request came.
 */
const BLOCKED_AFTER_ATTEMPTS = 2

/** How messages come: by a WebSocket, or by Server-Sent Events if something in between lets no WebSocket through. */
export type Way = 'socket' | 'events'

/** The part of WebSocket used here. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  close(): void
}

/** What every message of a live channel has. */
export interface Numbered {
  seq: number
  stale?: boolean | null
}

export interface ConnectionOptions<Message extends Numbered> {
  open: Record<Way, () => Socket>
  /** Finds out over HTTP why the channel does not open. */
  inquire: (signal: AbortSignal) => Promise<Inquiry>
  /** Finds out why a healthy server has no WebSocket. */
  whyNoSocket: (signal: AbortSignal) => Promise<Problem | null>
  /** `text` is the message as it came, for passing it on. */
  onMessage: (message: Message, text: string) => void
  onStatus: (status: LiveStatus) => void
  random?: () => number
}

export interface Connection {
  start(): void
  stop(): void
  /** Tries at once instead of at the scheduled time; does nothing if the connection works. */
  retryNow(): void
  /** Replaces even a working connection, because the user has changed. */
  renew(): void
}

/**
 * Keeps the live channel open forever. Each new connection begins with a whole board, so nothing has to be replayed and no gap
 * can remain: when in doubt, reconnecting is always right.
 */
export function createConnection<Message extends Numbered>(options: ConnectionOptions<Message>): Connection {
  const random = options.random ?? Math.random
  let socket: Socket | null = null
  let phase: LivePhase = 'connecting'
  let failures = 0
  let heardAt = 0
  let heardOnThisLine = false
  let storeAway = false
  let inquiry: AbortController | null = null
  let way: Way = 'socket'
  let blocked = 0
  let detour: Detour | null = null
  const timers = new Set<ReturnType<typeof setTimeout>>()

  function after(ms: number, action: () => void): void {
    timers.add(setTimeout(action, ms))
  }

  function clearTimers(): void {
    timers.forEach(clearTimeout)
    timers.clear()
  }

  function tell(next: LivePhase, retryAt: number | null = null, problem: Problem | null = null): void {
    phase = next
    options.onStatus({ phase, retryAt, problem, detour: way === 'events' ? detour : null })
  }

  function connect(): void {
    discard()
    heardOnThisLine = false
    storeAway = false
    const line = options.open[way]()
    socket = line
    line.onmessage = (event) => receive(event.data)
    line.onclose = () => lost()
    // An attempt that neither opens nor fails is given up like a connection that fell silent.
    after(DEAD_AFTER_MS, () => lost(true))
  }

  function receive(data: unknown): void {
    const message = parse<Message>(data)
    if (message === null) return lost()
    heardAt = Date.now()
    heardOnThisLine = true
    failures = 0
    blocked = 0
    inquiry?.abort()
    clearTimers()
    after(STALE_AFTER_MS, () => tell('stale'))
    after(DEAD_AFTER_MS, lost)
    if (typeof message.stale === 'boolean') storeAway = message.stale
    options.onMessage(message, String(data))
    const next = storeAway ? 'unread' : 'live'
    if (phase !== next) tell(next)
  }

  /** `hung`: the connection was neither opened nor refused. */
  function lost(hung = false): void {
    const answered = heardOnThisLine
    discard()
    // Whatever kept the socket out may be gone along with what broke this connection.
    const tried = way
    if (!answered) way = 'socket'
    const wait = backoff(failures, random)
    failures += 1
    after(wait, connect)
    const retryAt = Date.now() + wait
    if (phase === 'refused') tell('refused', retryAt, lastProblem)
    else if (failures > GONE_AFTER_ATTEMPTS || (hung && phase === 'connecting')) tell('gone', retryAt)
    else tell(phase === 'connecting' ? 'connecting' : 'reconnecting', retryAt)
    if (!answered) void diagnose(retryAt, tried, hung)
  }

  let lastProblem: Problem | null = null
  async function diagnose(retryAt: number, tried: Way, hung: boolean): Promise<void> {
    inquiry?.abort()
    const own = new AbortController()
    inquiry = own
    const { isWell, problem } = await options.inquire(own.signal)
    if (own.signal.aborted) return
    lastProblem = problem
    if (isWell && tried === 'socket') {
      blocked += hung ? BLOCKED_AFTER_ATTEMPTS : 1
      if (blocked >= BLOCKED_AFTER_ATTEMPTS) return goRound(own.signal)
    } else blocked = 0
    if (lastProblem?.status === SIGN_IN_FIRST) {
      // Asking again would get the same answer all night; signing in opens a new connection.
      discard()
      tell('refused', null, lastProblem)
    } else if (lastProblem !== null) tell('refused', retryAt, lastProblem)
    else if (phase === 'refused') tell('gone', retryAt)
  }

  /** Takes the way that works; the page says next to the figures why the usual one does not. */
  async function goRound(signal: AbortSignal): Promise<void> {
    const why = await options.whyNoSocket(signal)
    if (signal.aborted) return
    blocked = 0
    way = 'events'
    detour = { why }
    connect()
  }

  function discard(): void {
    clearTimers()
    if (socket === null) return
    socket.onmessage = null
    socket.onclose = null
    socket.close()
    socket = null
  }

  return {
    start() {
      phase = 'connecting'
      failures = 0
      blocked = 0
      way = 'socket'
      connect()
    },
    stop() {
      inquiry?.abort()
      discard()
    },
    retryNow() {
      // Timers sleep with the computer, so a connection counts as live only if a message came recently.
      const works = (phase === 'live' || phase === 'unread') && Date.now() - heardAt < DEAD_AFTER_MS
      if (!works) connect()
    },
    renew() {
      // The answer would be about the user before.
      inquiry?.abort()
      connect()
    },
  }
}

function parse<Message extends Numbered>(data: unknown): Message | null {
  try {
    const message = JSON.parse(String(data)) as Message | null
    return typeof message?.seq === 'number' ? message : null
  } catch {
    return null
  }
}
