import type { Health } from '@/api/types'
import type { Quantity } from '@/format/quantities'
import type { HealthGroup } from './figures'
import { healthWords } from './words'

const BETWEEN_SECONDS = 300

/** The lines of the last hour as a table: a row for each of them, a column for every five minutes, the newest last. */
export function hourTable(
  groups: readonly HealthGroup[],
  { until, interval_seconds: interval, series }: NonNullable<Health['history']>,
  write: (value: number | null, quantity: Quantity) => string,
  clock: (instant: number) => string,
): { head: string[]; rows: string[][] } {
  const step = Math.max(1, Math.round(BETWEEN_SECONDS / interval))
  const length = Math.max(0, ...Object.values(series).map((values) => values.length))
  const moments = Array.from({ length: Math.ceil(length / step) }, (_, index) => length - 1 - index * step).reverse()
  const { groups: groupNames, figures: names, figure } = healthWords.value
  const rows = groups.flatMap((group) =>
    group.figures.flatMap(({ key, quantity }) => {
      const values = series[key]
      if (values === undefined) return []
      return [[`${groupNames[group.name]}: ${names[key].label}`, ...moments.map((at) => write(values[at] ?? null, quantity))]]
    }),
  )
  return { head: [figure, ...moments.map((at) => clock(Date.parse(until) - (length - 1 - at) * interval * 1000))], rows }
}
