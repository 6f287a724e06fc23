import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Board, PopularItem } from '@/api/types'
import { useLive } from '@/stores/live'
import { words } from '@/words/words'

/** Places at an earlier moment, from 1. */
export interface Ranking {
  /** What it is compared with, in words. */
  label: () => string
  places: ReadonlyMap<string, number>
}

/** Places gained (positive) or lost; 'new' for an item that was not among the first; null if there is nothing to compare with. */
export type Move = number | 'new' | null

/** Beyond these places many items sell the same, and a place is a matter of chance: an item from there is new. */
export const STEADY_PLACES = 50

/** The all-time ranking is remembered this often, and compared with the one of about an hour ago. */
const SNAPSHOT_MS = 5 * 60_000
const SNAPSHOTS = 12

export function rankingOf(items: readonly PopularItem[], label: () => string): Ranking | null {
  return items.length === 0 ? null : { label, places: new Map(items.map((item, index) => [item.sku, index + 1])) }
}

/** The places of a day's items on the day before, as its board says. */
export function placesBefore(items: readonly PopularItem[] | null, label: () => string): Ranking | null {
  const known = (items ?? []).filter(({ place_before }) => typeof place_before === 'number')
  if (known.length === 0) return null
  return { label, places: new Map(known.flatMap(({ sku, place_before }) => (place_before ? [[sku, place_before]] : []))) }
}

export function movement(before: Ranking | null, sku: string, place: number): Move {
  if (before === null) return null
  const was = before.places.get(sku)
  return was === undefined || was > STEADY_PLACES ? 'new' : was - place
}

/** The rankings that the board's two leaderboards are compared with. */
export function useRanks(board: ComputedRef<Board>): { yesterday: ComputedRef<Ranking | null>; hourAgo: Readonly<ShallowRef<Ranking | null>> } {
  const { formats } = useLive()
  const yesterday = computed(() => placesBefore(board.value.popular_today, () => words.value.board.top.wholeDayBefore))
  const hourAgo = shallowRef<Ranking | null>(null)

  const snapshots: (Ranking | null)[] = []
  function remember(): void {
    const at = board.value.as_of
    snapshots.push(rankingOf(board.value.popular, () => formats.value.when(at)))
    if (snapshots.length > SNAPSHOTS) snapshots.shift()
    hourAgo.value = snapshots[0] ?? null
  }
  remember()
  const timer = setInterval(remember, SNAPSHOT_MS)

  onScopeDispose(() => clearInterval(timer))
  return { yesterday, hourAgo }
}
