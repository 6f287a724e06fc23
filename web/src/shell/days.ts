import { isDay } from '@/format/time'

/**
 * The day that a text means: "2026-11-27", "27.11.2026", "27.11." of the last twelve months. Null: not a day, or one in the
 * future. `today` is the shop's.
 */
export function dayMeant(text: string, today: string): string | null {
  const iso = /^\d{4}-\d{1,2}-\d{1,2}$/.exec(text.trim())?.[0].split('-')
  const european = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})?$/.exec(text.trim())
  if (iso !== undefined) return known(iso[0], iso[1], iso[2])
  if (european === null) return null
  const [, day, month, year] = european
  const own = Number(today.slice(0, 4))
  return year === undefined ? (known(String(own), month, day) ?? known(String(own - 1), month, day)) : known(year, month, day)

  function known(y = '', m = '', d = ''): string | null {
    const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
    return isDay(date) && date <= today ? date : null
  }
}
