import type { Baseline, RangeFigures, RangeReport, RangeStep, RevenueDay } from '@/api/types'
import { changeOf, type Change } from '@/format/compare'
import { csv, type Cell } from '@/format/csv'
import type { MeasureName } from '@/measures/measures.gen'
import { valueOfDay, type Value } from '@/measures/present'
import type { HistoryDay, Usual } from './history-series'

/** Several days in the form of one day of the history, which tables and waterfalls read. */
export function asDay({ first, total }: { first: string; total: RangeFigures }): RevenueDay {
  const { revenue, orders, ...sums } = total
  return { ...(sums as Partial<RevenueDay>), date: first, total: revenue, orders, hours: null }
}

/** A part of a period, as bars and rows show it. */
export interface Part extends HistoryDay {
  last: string
  /** Gross revenue of what it is compared with; null: nothing is, or it is unknown. */
  before: number | null
  step: RangeStep
}

/** The parts with known gross revenue; `usual` has the ranges of single days. */
export function partsOf(steps: readonly RangeStep[], usual: (date: string) => Usual | null): Part[] {
  return steps.flatMap((step) => {
    const { revenue, orders } = step.total
    if (revenue === null || orders === null) return []
    const before = step.before?.revenue ?? null
    return [{
      date: step.first, last: step.last, amount: revenue, total: Number(revenue), orders, sums: asDay(step), step,
      usual: step.first === step.last ? usual(step.first) : null,
      before: before === null ? null : Number(before),
    }]
  })
}

export function valueIn(figures: RangeFigures | null | undefined, name: MeasureName): Value {
  return figures == null ? null : valueOfDay(asDay({ first: '', total: figures }), name)
}

const baselineOf = (before: RangeFigures | null | undefined): Baseline | null => (before?.orders == null ? null : { orders: before.orders, revenue: before.revenue ?? '0' })

/** How a figure changed between two sides. */
export function changeBetween(now: RangeFigures, before: RangeFigures | null | undefined, name: MeasureName): Change {
  const [own, was] = [valueIn(now, name), valueIn(before, name)]
  if (own === null || was === null) return { kind: 'unknown' }
  return changeOf(Number(own), Number(was), baselineOf(before))
}

/** The days of a period that are compared: without today if the figures up to now are unknown. */
export const comparedSide = (report: RangeReport): RangeFigures => report.compared?.total ?? report.total

/** Exactly the rows and columns of the table. */
export function periodCsv(parts: readonly Part[], report: RangeReport, columns: readonly MeasureName[]): string {
  const isCompared = report.compared_to !== null
  const heads = ['first', 'last', ...columns, ...(isCompared ? ['revenue_before', 'change'] : [])]
  const row = (first: string, last: string, total: RangeFigures, side: RangeFigures, before: RangeFigures | null | undefined): Cell[] => {
    const change = changeBetween(side, before, 'revenue')
    const compared = isCompared ? [cell(valueIn(before, 'revenue')), change.kind === 'share' ? { decimal: change.share.toFixed(4) } : ''] : []
    return [first, last, ...columns.map((name) => cell(valueIn(total, name))), ...compared]
  }
  const rows = parts.map(({ step }) => row(step.first, step.last, step.total, step.total, step.before))
  return csv(heads, [...rows, row('all', '', report.total, comparedSide(report), report.before)])
}

function cell(value: Value): Cell {
  return typeof value === 'string' ? { decimal: value } : (value ?? '')
}
