import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import { createApi, type Api } from '@/api/client'
import type { Board } from '@/api/types'
import { createFormats, type Formats } from '@/format/formats'
import { merge } from '@/live/channel'
import type { LiveStatus } from '@/live/connection'
import { createFreshness, type Freshness } from '@/live/freshness'
import { openChannel } from '@/live/shared'
import { growLog, type FeedLine } from './feed'
import { isMasked } from './place'

export interface LiveStore {
  shop: string
  api: Api
  /** Null until the first message. Sections are replaced whole, never mutated. */
  board: Readonly<ShallowRef<Board | null>>
  /** The lines that came in while the page was open, and those that were there before; newest first. */
  feed: Readonly<ShallowRef<readonly FeedLine[]>>
  status: Readonly<ShallowRef<LiveStatus>>
  /** When the last message came, in milliseconds of `Date.now()`. */
  heardAt: Readonly<ShallowRef<number>>
  freshness: Readonly<ShallowRef<Freshness | null>>
  formats: ComputedRef<Formats>
  /** The server's clock carried on from its last stamp: the browser's may be in another zone, or plain wrong. */
  shopNow(): number
  start(): void
  stop(): void
  retryNow(): void
  /** Asks for the figures anew, as somebody else. */
  renew(): void
}

const KEY: InjectionKey<LiveStore> = Symbol('live')
export const liveKey = KEY

export function useLive(): LiveStore {
  const store = inject(KEY)
  if (store === undefined) throw new Error('the live store is provided by main.ts')
  return store
}

export function createLiveStore(shop: string, locale: string, page: Window = window): LiveStore {
  const board = shallowRef<Board | null>(null)
  const feed = shallowRef<readonly FeedLine[]>([])
  const status = shallowRef<LiveStatus>({ phase: 'connecting', retryAt: null, problem: null })
  const heardAt = shallowRef(0)
  const freshness = shallowRef<Freshness | null>(null)
  const gauge = createFreshness()

  const channel = openChannel(shop, page, {
    onMessage(message, at) {
      if (heardAt.value === 0) void measureTrip()
      heardAt.value = at
      gauge.heard(message.as_of, at)
      board.value = merge(board.value, message)
      if (message.latest) feed.value = growLog(feed.value, message.latest)
      if (message.fresh && page.document.visibilityState === 'visible') afterPaint(message.fresh.accepted_at)
    },
    onStatus(next) {
      // Only when it begins: the first board after signing in comes with the status from before it.
      if (next.problem?.status === 401 && status.value.problem?.status !== 401) forget()
      status.value = next
    },
  })

  function forget(): void {
    board.value = null
    feed.value = []
  }

  /** A task that a frame's callback sets up runs when that frame has been painted. */
  function afterPaint(acceptedAt: string): void {
    requestAnimationFrame(() => setTimeout(() => tellFreshness(gauge.painted(acceptedAt, Date.now()))))
  }

  // Told once a second: a figure that changes at every update costs a frame of its own, and nobody can read it.
  let toldAt = 0
  function tellFreshness(next: Freshness | null): void {
    if (next === null || Date.now() - toldAt < 1000) return
    toldAt = Date.now()
    freshness.value = next
  }

  async function measureTrip(): Promise<void> {
    const start = performance.now()
    const answered = await fetch('/healthz', { cache: 'no-store' }).catch(() => null)
    if (answered?.ok) gauge.roundTrip(performance.now() - start)
  }

  const currency = computed(() => board.value?.currency ?? 'USD')
  const timezone = computed(() => board.value?.timezone ?? 'UTC')
  const formats = computed(() => createFormats(locale, currency.value, timezone.value, isMasked.value))

  const wake = () => page.document.visibilityState === 'visible' && channel.retryNow()
  return {
    shop,
    api: createApi(shop),
    board,
    feed,
    status,
    heardAt,
    freshness,
    formats,
    shopNow: () => (board.value === null ? Date.now() : Date.parse(board.value.as_of) + Math.max(0, Date.now() - heardAt.value)),
    retryNow: () => channel.retryNow(),
    renew: () => channel.renew(),
    start() {
      channel.start()
      page.addEventListener('online', wake)
      page.document.addEventListener('visibilitychange', wake)
    },
    stop() {
      channel.stop()
      page.removeEventListener('online', wake)
      page.document.removeEventListener('visibilitychange', wake)
    },
  }
}

/** A shop nobody has ever ordered from, as opposed to a quiet day. */
export function hasNoOrders(board: Board): boolean {
  return board.popular.length === 0 && board.latest.length === 0 && board.revenue.every((day) => day.orders === 0)
}
