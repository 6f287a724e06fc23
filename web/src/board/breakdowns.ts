import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'
import { ApiError, type DaysQuery } from '@/api/client'
import type { Breakdown, BreakdownFigures } from '@/api/types'
import { SMALLEST_BASELINE } from '@/format/compare'
import { useLive } from '@/stores/live'
import { useRequest } from '@/stores/request'

export const DIMENSIONS = ['channel', 'country'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Rows of a panel; what is beyond them is one more. */
const ROWS = 6
/** A figure that nobody reads by the second is not asked for more often. */
const EVERY_MS = 10_000

export interface Breakdowns {
  /** Those that the shop's orders of the days say anything of. */
  known: ComputedRef<Breakdown[]>
  error: ComputedRef<string>
}

/** By channel and by country, what the orders of a day or of several add up to; of the running day anew as orders come in. */
export function useBreakdowns(days: () => DaysQuery & { against?: string | undefined }, isToday: () => boolean): Breakdowns {
  const { api, board } = useLive()
  const round = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => (isToday() ? board.value?.today : null),
    (figures) => {
      if (figures === null || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        round.value += 1
      }, EVERY_MS)
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  const { data, error } = useRequest(
    () => ({ days: days(), round: isToday() ? round.value : 0 }),
    async ({ days }, signal) => {
      const of = JSON.stringify(days)
      try {
        return { of, all: await Promise.all(DIMENSIONS.map((by) => api.breakdown({ by, ...days, top: ROWS }, signal))) }
      } catch (problem) {
        // A server of the version before knows of none.
        if (problem instanceof ApiError && problem.status === 404) return { of, all: [] }
        throw problem
      }
    },
  )
  // The answer for other days stays while the next one is asked for, and is not of these.
  const known = computed(() => (data.value?.of === JSON.stringify(days()) ? data.value.all.filter(saysAnything) : []))
  return { known, error: computed(() => error.value) }
}

/** A shop that sends neither has one row, of the orders that say none. */
export function saysAnything({ rows }: Breakdown): boolean {
  return rows?.some(({ value }) => value !== null) ?? false
}

/** How gross revenue changed against the days that it is compared with; null where that says nothing. */
export function changeOf(now: BreakdownFigures, before: BreakdownFigures | null | undefined): number | null {
  if (!before || before.orders < SMALLEST_BASELINE || Number(before.revenue) <= 0) return null
  return Number(now.revenue) / Number(before.revenue) - 1
}
