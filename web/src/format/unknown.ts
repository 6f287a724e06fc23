import type { Comparison } from '@/api/types'

type Unknown = NonNullable<Comparison['yesterday_unknown']>

const WHY: Record<Unknown, string> = {
  totals_only: 'only the totals of that day are kept',
  original_design: 'the original design counted that day, without its minutes',
  repeated_hour: 'this hour came twice on that day, and only both together are known',
}

/** Why a figure of an earlier day is not known. */
export function whyUnknown(reason: Unknown | null | undefined): string {
  return reason == null ? 'not known by the minute' : WHY[reason]
}
