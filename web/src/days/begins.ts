import type { RangeFigures, RangeReport } from '@/api/types'

/** Before a shop's first day nothing was counted: the server's figures are 0, but what was sold then is unknown. */
export const isBefore = (last: string, begins: string | null | undefined): boolean => begins != null && last < begins

/** A report in which the figures of the days before the shop's first one are unknown. */
export function sinceFirst(report: RangeReport): RangeReport {
  const known = <Part extends { last: string; total: RangeFigures }>(part: Part): Part => (isBefore(part.last, report.begins) ? { ...part, total: unknown(part.total) } : part)
  return known({ ...report, steps: report.steps.map(known) })
}

const unknown = (figures: RangeFigures) => Object.fromEntries(Object.keys(figures).map((name) => [name, null])) as unknown as RangeFigures
