import type { Formats } from '@/format/formats'
import { words } from '@/words/words'
import { rangeWords } from './words'

interface Days {
  first: string
  last: string
}

/** Some days, in words. */
export function stretch({ first, last }: Days, { dayShort, dayYear }: Formats): string {
  return first === last ? dayShort(first) : rangeWords.value.title(dayYear(first), dayYear(last))
}

/** A part of a run of days, in the words of a row. */
export function partName({ first, last }: Days, today: string | undefined, { dayShort, dayMonth, dayYear }: Formats): string {
  if (first === today) return words.value.common.today
  return first === last ? dayShort(first) : rangeWords.value.title(dayMonth(first), dayYear(last))
}

/** What they are compared with, or why there is no comparison. */
export function againstWords(report: { compared_to: Days | null; not_compared?: string | null }, formats: Formats): string {
  const said = rangeWords.value
  const { compared_to: days, not_compared: why } = report
  if (days !== null) return days.first === days.last ? said.againstDay(formats.dayShort(days.first)) : said.against_(formats.dayYear(days.first), formats.dayYear(days.last))
  if (why == null) return ''
  const reasons: Record<string, string> = said.why
  return said.notCompared(reasons[why] ?? said.why.other)
}

/** That the days begin before the shop's first one; empty if they do not, or if all of them do. */
export function beginsWords({ first, last, begins }: Days & { begins?: string | null }, { dayYear }: Formats): string {
  return begins != null && first < begins && begins <= last ? rangeWords.value.begins(dayYear(begins)) : ''
}
