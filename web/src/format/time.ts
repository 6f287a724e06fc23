/** The minute of the shop's day (0–1439) in a timestamp with the shop's own offset. */
export function minuteOfStamp(stamp: string): number {
  return minuteOfDay(stamp.slice(11, 16))
}

/** "10:22" → 622. */
export function minuteOfDay(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

/** Whether a text is a calendar day: "2018-03-11", but not "2026-13-45" or "2023-02-29". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

export type Age = { unit: 'second' | 'minute' | 'hour' | 'day'; value: number }

/** An age in the largest unit that is still informative. */
export function ageOf(ms: number): Age {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return { unit: 'second', value: seconds }
  if (seconds < 3600) return { unit: 'minute', value: Math.floor(seconds / 60) }
  if (seconds < 86_400) return { unit: 'hour', value: Math.floor(seconds / 3600) }
  return { unit: 'day', value: Math.floor(seconds / 86_400) }
}
