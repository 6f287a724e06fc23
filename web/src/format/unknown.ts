import type { Comparison } from '@/api/types'
import { words } from '@/words/words'

type Unknown = NonNullable<Comparison['yesterday_unknown']>

/** Why nobody knows which items a day sold. */
export function whyNoItems(reason: Unknown | null | undefined): string {
  const { itemsNotKnown, itemsNotCounted } = words.value.board.top
  return reason === 'original_design' ? itemsNotCounted : itemsNotKnown
}

/** Why a figure of an earlier day is unknown. */
export function whyUnknown(reason: Unknown | null | undefined): string {
  return words.value.board.headline.unknown[reason ?? 'other']
}
