import { onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Board, PopularItem } from '@/api/types'
import { useLive } from './live'

/** Places of an earlier moment, from 1. */
export interface Ranking {
  /** What it is compared with, in words. */
  label: string
  places: ReadonlyMap<string, number>
}

/** Places gained (positive) or lost; 'new' for an item that was not ranked; null when there is nothing to compare. */
export type Move = number | 'new' | null

/** The all-time ranking is remembered this often, and compared with the one of about an hour ago. */
const SNAPSHOT_MS = 5 * 60_000
const SNAPSHOTS = 12
/** Enough of yesterday's ranking to know where today's first fifty stood. */
const YESTERDAY_ITEMS = 1000

export function rankingOf(items: readonly PopularItem[], label: string): Ranking {
  return { label, places: new Map(items.map((item, index) => [item.sku, index + 1])) }
}

export function movement(before: Ranking | null, sku: string, place: number): Move {
  if (before === null || before.places.size === 0) return null
  const was = before.places.get(sku)
  return was === undefined ? 'new' : was - place
}

/** The rankings that the board's two leaderboards are compared with. */
export function useRanks(board: ComputedRef<Board>): { yesterday: Readonly<ShallowRef<Ranking | null>>; hourAgo: Readonly<ShallowRef<Ranking | null>> } {
  const { api, formats } = useLive()
  const yesterday = shallowRef<Ranking | null>(null)
  const hourAgo = shallowRef<Ranking | null>(null)
  const abort = new AbortController()

  async function readYesterday(): Promise<void> {
    yesterday.value = null
    const day = board.value.revenue.at(-2)
    if (day === undefined || day.orders === 0) return
    // Without an answer the arrows are missing, which needs no words.
    const page = await api.popular({ date: day.date, limit: YESTERDAY_ITEMS, offset: 0 }, abort.signal).catch(() => null)
    if (page !== null) yesterday.value = rankingOf(page.items, 'the whole day before')
  }
  watch(() => board.value.date, () => void readYesterday(), { immediate: true })

  const snapshots: Ranking[] = []
  function remember(): void {
    snapshots.push(rankingOf(board.value.popular, formats.value.clock(board.value.as_of)))
    if (snapshots.length > SNAPSHOTS) snapshots.shift()
    hourAgo.value = snapshots[0] ?? null
  }
  remember()
  const timer = setInterval(remember, SNAPSHOT_MS)

  onScopeDispose(() => {
    clearInterval(timer)
    abort.abort()
  })
  return { yesterday, hourAgo }
}
