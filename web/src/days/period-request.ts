import { onScopeDispose, ref } from 'vue'
import type { RangeReport } from '@/api/types'
import type { PickedRange } from '@/ranges/use-range'
import { useLive } from '@/stores/live'
import { useRequest, type Request } from '@/stores/request'
import { sinceFirst } from './begins'

export type PeriodRequest = Request<RangeReport | null>

/** People read a report rather than watch it: it is requested again at most this often, if anything came in. */
const EVERY_MS = 60_000

/** The report of the picked days; null while a single day is shown. */
export function usePeriod(range: PickedRange, isWanted: () => boolean): PeriodRequest {
  const { api, board, pastRound } = useLive()
  const round = ref(0)
  let seen = board.value?.today
  const timer = setInterval(() => {
    if (seen !== board.value?.today) round.value += 1
    seen = board.value?.today
  }, EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  // What days a name means changes at midnight.
  return useRequest(
    () => ({ days: range.query.value, against: range.against.value ?? undefined, step: range.step.value, isWanted: isWanted(), today: board.value?.date ?? '', round: round.value, pastRound: pastRound.value }),
    async ({ days, against, step, isWanted }, signal) => (isWanted ? sinceFirst(await api.range({ ...days, against, step }, signal)) : null),
  )
}
