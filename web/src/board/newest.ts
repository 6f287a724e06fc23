import { computed, type ComputedRef } from 'vue'
import { useLive } from '@/stores/live'
import { useRequest } from '@/stores/request'

/**
 * The newest day with orders, for a shop that had none in the week that the board shows; null for every other. A board of zeros
 * would say nothing about such a shop, which is an archive or has stopped.
 */
export function useNewest(): ComputedRef<string | null> {
  const { api, board, pastRound } = useLive()
  const isQuiet = computed(() => board.value !== null && board.value.revenue.every(({ orders }) => !orders))
  const asked = useRequest(
    () => (isQuiet.value ? { today: board.value?.date ?? '', round: pastRound.value } : { today: '' }),
    async ({ today }, signal) => (today === '' ? null : (await api.revenue({ days: 1 }, signal)).newest),
  )
  return computed(() => {
    const newest = isQuiet.value ? asked.data.value : null
    // A day of the week shown may have returns but no orders.
    return newest !== null && newest < (board.value?.revenue[0]?.date ?? '') ? newest : null
  })
}
