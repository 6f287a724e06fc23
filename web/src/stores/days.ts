import { computed, type ComputedRef } from 'vue'
import type { RevenueDay } from '@/api/types'
import { useLive } from './live'
import { useRequest, type Request } from './request'

const KEPT_DAYS = 400

export interface Days {
  request: Request<RevenueDay[]>
  /** Days that are kept in detail, newest first: boards and rankings exist of these. */
  detailed: ComputedRef<string[]>
}

/** The daily totals the server keeps, asked for anew when the business day changes. */
export function useDays(): Days {
  const { api, board } = useLive()
  const request = useRequest(
    () => board.value?.date ?? '',
    async (_, signal) => (await api.revenue(KEPT_DAYS, signal)).days,
  )
  const detailed = computed(() => (request.data.value ?? []).filter(isDetailed).map((day) => day.date).toReversed())
  return { request, detailed }
}

/** Of a day kept only as a total the server knows no hours. */
export function isDetailed(day: RevenueDay): boolean {
  return day.orders > 0 && day.hours !== null && day.hours.some((amount) => Number(amount) !== 0)
}
