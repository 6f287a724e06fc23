import type { LiveMessage, Problem } from '@/api/types'
import { backoff } from './backoff'

/** A heartbeat comes every 5 seconds: one missed is worth a warning, two mean the line is dead. */
export const STALE_AFTER_MS = 7_000
export const DEAD_AFTER_MS = 12_000

/** Failed attempts in a row after which a hiccup is called an absent server. */
const GONE_AFTER_ATTEMPTS = 2

const SIGN_IN_FIRST = 401

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
}

/** The part of WebSocket used here. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  close(): void
}

export interface ConnectionOptions {
  open: () => Socket
  /** Finds out over HTTP why the channel was refused. */
  diagnose: (signal: AbortSignal) => Promise<Problem | null>
  /** `text` is the message as it came, for passing it on. */
  onMessage: (message: LiveMessage, text: string) => void
  onStatus: (status: LiveStatus) => void
  random?: () => number
}

export interface Connection {
  start(): void
  stop(): void
  /** Tries at once instead of at the appointed time; does nothing on a line that works. */
  retryNow(): void
  /** Gives up even a line that works and asks for a new one: who is asking has changed. */
  renew(): void
}

/**
 * Keeps the live channel open for ever. Each new line begins with a whole board, so nothing has to
 * be replayed and no gap can stay: reconnecting is always the right answer to doubt.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const random = options.random ?? Math.random
  let socket: Socket | null = null
  let phase: LivePhase = 'connecting'
  let failures = 0
  let heardAt = 0
  let heardOnThisLine = false
  let storeAway = false
  let diagnosis: AbortController | null = null
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
    options.onStatus({ phase, retryAt, problem })
  }

  function connect(): void {
    discard()
    heardOnThisLine = false
    storeAway = false
    const line = options.open()
    socket = line
    line.onmessage = (event) => receive(event.data)
    line.onclose = () => lost()
    // An attempt that neither opens nor fails is given up like a line that fell silent.
    after(DEAD_AFTER_MS, lost)
  }

  function receive(data: unknown): void {
    const message = parse(data)
    if (message === null) return lost()
    heardAt = Date.now()
    heardOnThisLine = true
    failures = 0
    diagnosis?.abort()
    clearTimers()
    after(STALE_AFTER_MS, () => tell('stale'))
    after(DEAD_AFTER_MS, lost)
    if (typeof message.stale === 'boolean') storeAway = message.stale
    options.onMessage(message, String(data))
    const next = storeAway ? 'unread' : 'live'
    if (phase !== next) tell(next)
  }

  function lost(): void {
    const answered = heardOnThisLine
    discard()
    const wait = backoff(failures, random)
    failures += 1
    after(wait, connect)
    const retryAt = Date.now() + wait
    if (phase === 'refused') tell('refused', retryAt, lastProblem)
    else if (failures > GONE_AFTER_ATTEMPTS) tell('gone', retryAt)
    else tell(phase === 'connecting' ? 'connecting' : 'reconnecting', retryAt)
    if (!answered) void diagnose(retryAt)
  }

  let lastProblem: Problem | null = null
  async function diagnose(retryAt: number): Promise<void> {
    diagnosis?.abort()
    const inquiry = new AbortController()
    diagnosis = inquiry
    lastProblem = await options.diagnose(inquiry.signal)
    if (inquiry.signal.aborted) return
    if (lastProblem?.status === SIGN_IN_FIRST) {
      // Asking again would get the same answer all night; whoever signs in asks for a new line.
      discard()
      tell('refused', null, lastProblem)
    } else if (lastProblem !== null) tell('refused', retryAt, lastProblem)
    else if (phase === 'refused') tell('gone', retryAt)
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
      connect()
    },
    stop() {
      diagnosis?.abort()
      discard()
    },
    retryNow() {
      // Timers sleep with the computer, so a line that looks live is believed only if it spoke lately.
      const works = (phase === 'live' || phase === 'unread') && Date.now() - heardAt < DEAD_AFTER_MS
      if (!works) connect()
    },
    renew: connect,
  }
}

function parse(data: unknown): LiveMessage | null {
  try {
    const message = JSON.parse(String(data)) as LiveMessage | null
    return typeof message?.seq === 'number' ? message : null
  } catch {
    return null
  }
}
