import { computed, type ComputedRef } from 'vue'
import type { RevenueDay } from '@/api/types'
import { useLive } from '@/stores/live'
import { useNewest } from '@/board/newest'
import { useRequest, type Request } from '@/stores/request'

const KEPT_DAYS = 400

export interface Days {
  request: Request<RevenueDay[]>
  /** The shop's first day; null if it is not known. */
  begins: ComputedRef<string | null>
  /** See {@link useNewest}. */
  newest: ComputedRef<string | null>
  /** Days that are kept in detail, newest first: these have boards and rankings. */
  detailed: ComputedRef<string[]>
}

/**
 * The daily totals that the server keeps, up to today or to the newest day of a quiet shop; requested again when that changes.
 */
export function useDays(): Days {
  const { api, board, pastRound } = useLive()
  const newest = useNewest()
  const revenue = useRequest(
    () => ({ today: board.value?.date ?? '', end: newest.value ?? '', round: pastRound.value }),
    async ({ end }, signal) => api.revenue({ days: KEPT_DAYS, end }, signal),
  )
  const request = { ...revenue, data: computed(() => revenue.data.value?.days ?? null) }
  const begins = computed(() => revenue.data.value?.begins ?? null)
  const detailed = computed(() => (request.data.value ?? []).filter(isDetailed).map((day) => day.date).toReversed())
  return { request, begins, newest, detailed }
}

/** For a day that is no longer kept, the server knows totals and perhaps hours, but no orders. */
export function isDetailed(day: RevenueDay): boolean {
  return (day.orders ?? 0) > 0 && day.unknown !== 'totals_only' && day.hours !== null && day.hours.some((amount) => Number(amount) !== 0)
}
