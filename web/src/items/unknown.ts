import type { Formats } from '@/format/formats'
import { moved } from '@/ranges/range'
import { rangeWords } from '@/ranges/words'

interface Report {
  unknown?: string | null
  unknown_until?: string | null
}

/** Why the items of some days are unknown, and from which day on they are known; null if they are known. */
export function whyUnknownItems(report: Report | null, { dayYear }: Formats): { text: string; from: string } | null {
  const { unknown: why, unknown_until: until } = report ?? {}
  if (why == null || until == null) return null
  const reasons: Record<string, (day: string) => string> = rangeWords.value.items.unknown
  return { text: (reasons[why] ?? rangeWords.value.items.unknown.other)(dayYear(until)), from: moved(until, 1) }
}
