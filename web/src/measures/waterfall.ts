import type { RevenueDay } from '@/api/types'
import { add, negate } from '@/format/decimal'
import { MEASURES, type MeasureName } from './measures.gen'
import { isIn, type Read } from './present'

/** A step on the way from gross revenue to total sales. */
export interface Step {
  name: MeasureName
  /** The sum of the parts before it, or a part that is added (1) or subtracted (-1). */
  kind: 'sum' | 1 | -1
  /** null: unknown, like every sum after it. */
  amount: string | null
  /** The ends of its bar, from 0 for the lowest value on the way to 1 for the highest. */
  from: number
  to: number
}

const { of: PARTS, signs: SIGNS } = MEASURES.find(({ name }) => name === 'total_sales') as { of: readonly MeasureName[]; signs: readonly (1 | -1)[] }
const NET: readonly MeasureName[] = (MEASURES.find(({ name }) => name === 'net_revenue') as { of: readonly MeasureName[] }).of

/** The figures that have a step of their own if a shop has all of them. */
export const STEPS: readonly MeasureName[] = [...NET, 'net_revenue', ...PARTS.filter((part) => !NET.includes(part)), 'total_sales']

/**
 * How a day's sales add up, gross − discounts − returns = net + shipping + tax + fees = total, with the steps that the shop has;
 * empty if there is only gross revenue.
 */
export function waterfall(read: Read, has: (name: MeasureName) => boolean): Step[] {
  const parts = PARTS.map((name, index) => ({ name, sign: SIGNS[index] ?? 1 })).filter(({ name }) => name === 'revenue' || has(name))
  if (parts.length === 1) return []
  const steps: Omit<Step, 'from' | 'to'>[] = []
  const ends: [number, number][] = []
  let running: string | null = '0'
  const reach = (step: Omit<Step, 'from' | 'to'>, from: string | null, to: string | null) => {
    steps.push(step)
    ends.push(from === null || to === null ? [0, 0] : [Number(from), Number(to)])
  }
  parts.forEach(({ name, sign }, index) => {
    const value = read(name)
    const amount = value === null ? null : String(value)
    const before: string | null = running
    running = before === null || amount === null ? null : add(before, sign < 0 ? negate(amount) : amount)
    reach({ name, kind: name === 'revenue' ? 'sum' : sign, amount }, before, running)
    const next = parts[index + 1]?.name
    const isNet = NET.includes(name) && name !== 'revenue' && (next === undefined || !NET.includes(next))
    if (isNet) reach({ name: 'net_revenue', kind: 'sum', amount: running }, '0', running)
    else if (next === undefined) reach({ name: 'total_sales', kind: 'sum', amount: running }, '0', running)
  })
  const [low, high] = [Math.min(0, ...ends.flat()), Math.max(0, ...ends.flat())]
  const place = (value: number) => (high === low ? 0 : (value - low) / (high - low))
  return steps.map((step, index) => {
    const [from, to] = ends[index] as [number, number]
    return { ...step, from: place(Math.min(from, to)), to: place(Math.max(from, to)) }
  })
}

/** The steps of a day: those that are not zero on that day or on any day of the history. */
export function stepsOf(read: Read, history: readonly RevenueDay[]): Step[] {
  const isInHistory = isIn(history)
  return waterfall(read, (name) => isInHistory(name) || Number(read(name) ?? 0) !== 0)
}
