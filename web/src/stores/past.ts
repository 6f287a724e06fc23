import { shallowRef, type ShallowRef } from 'vue'

/** All screens learn of a change at once, so their requests are spread over this time. */
export const SPREAD_MS = 5_000
/** On a day with many late orders, a page asks again at most this often. */
export const EVERY_MS = 30_000

export interface PastRounds {
  /** Grows after days before today have changed: whatever shows such days is requested again. */
  round: Readonly<ShallowRef<number>>
  /** Takes in the day and the mark of the newest board. */
  heard(board: { date: string; past?: string | null }): void
  stop(): void
}

export function createPastRounds(random: () => number = Math.random): PastRounds {
  const round = shallowRef(0)
  let known: { date: string; past: string } | null = null
  let toldAt = -EVERY_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  function tell(): void {
    timer = undefined
    toldAt = performance.now()
    round.value += 1
  }

  return {
    round,
    heard({ date, past }) {
      // An older server in a fleet has no mark.
      if (past == null) return
      const before = known
      known = { date, past }
      // On a new day the pages ask again anyway.
      if (before === null || before.date !== date || before.past === past || timer !== undefined) return
      timer = setTimeout(tell, Math.max(0, toldAt + EVERY_MS - performance.now()) + random() * SPREAD_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
