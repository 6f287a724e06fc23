import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'
import { ApiError, type DaysQuery, type Why } from '@/api/client'
import type { Breakdown, BreakdownFigures } from '@/api/types'
import { SMALLEST_BASELINE } from '@/format/compare'
import { useLive } from '@/stores/live'
import { useRequest } from '@/stores/request'

export const DIMENSIONS = ['channel', 'country'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Rows of a panel; the rest share one more. */
const ROWS = 6
/** Nobody reads these figures by the second, so they are not requested more often. */
const EVERY_MS = 10_000

export interface Breakdowns {
  /** The dimensions that the shop's orders of these days have. */
  known: ComputedRef<Breakdown[]>
  error: ComputedRef<Why | null>
  reload(): void
}

/** What the orders of one or more days add up to, by channel and by country; for today, requested again as orders come in. */
export function useBreakdowns(days: () => DaysQuery & { against?: string | undefined }, isToday: () => boolean): Breakdowns {
  const { api, board, pastRound } = useLive()
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
  const { data, error, reload } = useRequest(
    () => ({ days: days(), round: isToday() ? round.value : pastRound.value }),
    async ({ days }, signal) => {
      const of = JSON.stringify(days)
      try {
        return { of, all: await Promise.all(DIMENSIONS.map((by) => api.breakdown({ by, ...days, top: ROWS }, signal))) }
      } catch (problem) {
        // A server of the previous version has none.
        if (problem instanceof ApiError && problem.status === 404) return { of, all: [] }
        throw problem
      }
    },
  )
  // The answer for other days stays while the next one is requested, but does not belong to these.
  const known = computed(() => (data.value?.of === JSON.stringify(days()) ? data.value.all.filter(saysAnything) : []))
  return { known, error: computed(() => error.value), reload }
}

/** A shop that sends neither has one row, for the orders without a value. */
export function saysAnything({ rows }: Breakdown): boolean {
  return rows?.some(({ value }) => value !== null) ?? false
}

/** How gross revenue changed against the days that it is compared with; null if that says nothing. */
export function changeOf(now: BreakdownFigures, before: BreakdownFigures | null | undefined): number | null {
  if (!before || before.orders < SMALLEST_BASELINE || Number(before.revenue) <= 0) return null
  return Number(now.revenue) / Number(before.revenue) - 1
}
