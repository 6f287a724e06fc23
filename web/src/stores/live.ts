import { computed, inject, shallowRef, watch, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import { BASE, below } from '@/api/base'
import { createApi, type Api } from '@/api/client'
import type { Board } from '@/api/types'
import { createFormats, type Formats } from '@/format/formats'
import { merge } from '@/live/channel'
import type { LiveStatus } from '@/live/status'
import { createFreshness, type Freshness } from '@/live/freshness'
import { openChannel } from '@/live/shared'
import { createSleepWatch } from '@/live/sleep'
import { spoken } from '@/words/words'
import { clockNow } from './clock'
import { growLog, type FeedLine } from './feed'
import { createMemory } from './memory'
import { createPastRounds } from './past'
import { isMasked } from './place'

export interface LiveStore {
  shop: string
  api: Api
  /** Null until the first message. Sections are replaced whole, never mutated. */
  board: Readonly<ShallowRef<Board | null>>
  /** The lines that came in while the page was open, and those from before it; newest first. */
  feed: Readonly<ShallowRef<readonly FeedLine[]>>
  status: Readonly<ShallowRef<LiveStatus>>
  /** When the last message came, in milliseconds of `Date.now()`. */
  heardAt: Readonly<ShallowRef<number>>
  freshness: Readonly<ShallowRef<Freshness | null>>
  /** See `PastRounds`. */
  pastRound: Readonly<ShallowRef<number>>
  formats: ComputedRef<Formats>
  /** The server's clock, continued from its last timestamp: the browser's may be in another zone, or simply wrong. */
  shopNow(): number
  start(): void
  stop(): void
  retryNow(): void
  /** Requests the figures again, as another user. */
  renew(): void
}

const KEY: InjectionKey<LiveStore> = Symbol('live')
export const liveKey = KEY

export function useLive(): LiveStore {
  const store = inject(KEY)
  if (store === undefined) throw new Error('the live store is provided by main.ts')
  return store
}

export function createLiveStore(shop: string, page: Window = window): LiveStore {
  const board = shallowRef<Board | null>(null)
  const feed = shallowRef<readonly FeedLine[]>([])
  const status = shallowRef<LiveStatus>({ phase: 'connecting', retryAt: null, problem: null, detour: null })
  const heardAt = shallowRef(0)
  const freshness = shallowRef<Freshness | null>(null)
  const gauge = createFreshness()
  const memory = createMemory(shop, page)
  const past = createPastRounds()
  /** Whether this page received what is shown, rather than remembering it from an earlier one. */
  let isHeard = false

  const channel = openChannel(BASE, shop, page, {
    onMessage(message, at) {
      if (!isHeard) void measureTrip()
      heardAt.value = at
      gauge.heard(message.as_of, at)
      board.value = merge(isHeard ? board.value : null, message)
      past.heard(board.value)
      if (message.latest) feed.value = growLog(isHeard ? feed.value : [], message.latest)
      isHeard = true
      memory.keep({ board: board.value, heardAt: at })
      if (message.fresh && page.document.visibilityState === 'visible') afterPaint(message.fresh.accepted_at)
    },
    onStatus(next) {
      // Only when that begins: the first board after signing in still comes with the status from before.
      if (next.problem?.status === 401 && status.value.problem?.status !== 401) forget()
      status.value = next
      if (board.value === null && isOutage(next)) remember()
    },
  })

  function remember(): void {
    const known = memory.read()
    if (known === null) return
    board.value = known.board
    heardAt.value = known.heardAt
    feed.value = growLog([], known.board.latest)
  }

  function forget(): void {
    memory.forget()
    isHeard = false
    board.value = null
    feed.value = []
  }

  /** A task that is queued in a frame's callback runs after that frame has been painted. */
  function afterPaint(acceptedAt: string): void {
    requestAnimationFrame(() => setTimeout(() => tellFreshness(gauge.painted(acceptedAt, Date.now()))))
  }

  // Updated once a second: a figure that changed with every update would cost a frame each time, and nobody could read it.
  let toldAt = 0
  function tellFreshness(next: Freshness | null): void {
    if (next === null || Date.now() - toldAt < 1000) return
    toldAt = Date.now()
    freshness.value = next
  }

  async function measureTrip(): Promise<void> {
    const start = performance.now()
    const answered = await fetch(below('healthz'), { cache: 'no-store' }).catch(() => null)
    if (answered?.ok) gauge.roundTrip(performance.now() - start)
  }

  // Texts, so that a message that does not change them makes no new formats.
  const currency = computed(() => board.value?.currency ?? '')
  const timezone = computed(() => board.value?.timezone ?? '')
  const today = computed(() => board.value?.date ?? '')
  const formats = computed(() => {
    const { locale, dir } = spoken.value
    const known = { currency: currency.value, timezone: timezone.value, today: today.value }
    return createFormats(locale, known.currency === '' ? null : known, isMasked.value, dir)
  })

  const hasSlept = createSleepWatch(Date.now())
  let stopWatching: () => void = () => undefined
  const wake = () => page.document.visibilityState === 'visible' && channel.retryNow()
  return {
    shop,
    api: createApi(shop),
    board,
    feed,
    status,
    heardAt,
    freshness,
    pastRound: past.round,
    formats,
    shopNow: () => (board.value === null ? Date.now() : Date.parse(board.value.as_of) + Math.max(0, Date.now() - heardAt.value)),
    retryNow: () => channel.retryNow(),
    renew: () => channel.renew(),
    start() {
      channel.start()
      stopWatching = watch(clockNow, (tick) => hasSlept(tick) && channel.renew())
      page.addEventListener('online', wake)
      page.document.addEventListener('visibilitychange', wake)
    },
    stop() {
      stopWatching()
      channel.stop()
      memory.stop()
      past.stop()
      page.removeEventListener('online', wake)
      page.document.removeEventListener('visibilitychange', wake)
    },
  }
}

/** There are no figures now, but there will be; as opposed to a server that refuses to send them. */
function isOutage({ phase, retryAt, problem }: LiveStatus): boolean {
  if (problem !== null) return problem.status >= 500
  return phase === 'connecting' ? retryAt !== null : phase === 'reconnecting' || phase === 'gone'
}

/** A shop nobody has ever ordered from, as opposed to a quiet day. */
export function hasNoOrders(board: Board): boolean {
  return board.popular.length === 0 && board.latest.length === 0 && board.revenue.every((day) => day.orders === 0)
}
