import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import { fetchProblem, liveUrl } from '@/api/client'
import type { Board, LiveMessage } from '@/api/types'
import { createFormats, type Formats } from '@/format/formats'
import { createConnection, type LiveStatus, type Socket } from '@/live/connection'

export interface LiveStore {
  shop: string
  /** Null until the first message. Sections are replaced whole, never mutated. */
  board: Readonly<ShallowRef<Board | null>>
  status: Readonly<ShallowRef<LiveStatus>>
  /** When the last message came, in milliseconds of `Date.now()`. */
  heardAt: Readonly<ShallowRef<number>>
  formats: ComputedRef<Formats>
  start(): void
  stop(): void
  retryNow(): void
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
  const status = shallowRef<LiveStatus>({ phase: 'connecting', retryAt: null, problem: null })
  const heardAt = shallowRef(0)
  const connection = createConnection({
    open: () => new WebSocket(liveUrl(page.location.origin, shop)) as unknown as Socket,
    diagnose: (signal) => fetchProblem(shop, signal),
    onMessage(message) {
      heardAt.value = Date.now()
      board.value = merge(board.value, message)
    },
    onStatus: (next) => (status.value = next),
  })

  const currency = computed(() => board.value?.currency ?? 'USD')
  const timezone = computed(() => board.value?.timezone ?? 'UTC')
  const formats = computed(() => createFormats(locale, currency.value, timezone.value))

  const wake = () => page.document.visibilityState === 'visible' && connection.retryNow()
  return {
    shop,
    board,
    status,
    heardAt,
    formats,
    retryNow: () => connection.retryNow(),
    start() {
      connection.start()
      page.addEventListener('online', wake)
      page.document.addEventListener('visibilitychange', wake)
    },
    stop() {
      connection.stop()
      page.removeEventListener('online', wake)
      page.document.removeEventListener('visibilitychange', wake)
    },
  }
}

/** The page's state is the last board with the changed sections laid over it. */
export function merge(board: Board | null, message: LiveMessage): Board {
  return { ...board, ...message } as Board
}

/** A shop nobody has ever ordered from, as opposed to a quiet day. */
export function hasNoOrders(board: Board): boolean {
  return board.popular.length === 0 && board.latest.length === 0 && board.revenue.every((day) => day.orders === 0)
}
