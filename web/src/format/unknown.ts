import type { Comparison } from '@/api/types'

type Unknown = NonNullable<Comparison['yesterday_unknown']>

const WHY: Record<Unknown, string> = {
  totals_only: 'only the totals of that day are kept',
  not_kept: 'that day is so long ago that nothing of it is kept',
  original_design: 'the original design counted that day, without its minutes',
  repeated_hour: 'this hour came twice on that day, and only both together are known',
}

/** Why nobody knows which items a day sold. */
export function whyNoItems(reason: Unknown | null | undefined): string {
  return reason === 'original_design' ? 'The original design counted this day, and kept no units by item.' : 'The items of this day are not known.'
}

/** Why a figure of an earlier day is not known. */
export function whyUnknown(reason: Unknown | null | undefined): string {
  return reason == null ? 'not known by the minute' : WHY[reason]
}
