import type { DayFigures, RevenueDay } from '@/api/types'
import type { Formats } from '@/format/formats'
import { words } from '@/words/words'
import { MEASURES, type MeasureName } from './measures.gen'

/** Figures that every shop sees, each at its own place on the page. */
const PLACED: readonly MeasureName[] = ['revenue', 'net_revenue', 'returns', 'orders', 'average_order', 'units', 'unique_items']

/** null: not known. */
type Value = string | number | null
interface Measure {
  name: MeasureName
  of: readonly MeasureName[]
}

export function isMeasure(topic: string): topic is MeasureName {
  return MEASURES.some(({ name }) => name === topic)
}

/**
 * The figures beside the placed ones that are shown of these days: sums that any of the days has, and what is made of
 * them. A shop whose orders say nothing of tips has no use for a column of zeros.
 */
export function otherMeasures(days: readonly RevenueDay[], measures: readonly Measure[] = MEASURES): MeasureName[] {
  const others = measures.filter(({ name }) => !PLACED.includes(name))
  const has = (name: MeasureName) => days.some((day) => Number(valueOfDay(day, name) ?? 0) !== 0)
  const stored = others.filter(({ name, of }) => of.length === 0 && has(name)).map(({ name }) => name)
  const isShown = ({ name, of }: Measure) => stored.includes(name) || of.some((part) => stored.includes(part))
  return others.filter(isShown).map(({ name }) => name)
}

/** A sum of a day of the history; null also where the server that said it, or an earlier page, did not know of it. */
export function valueOfDay(day: RevenueDay, name: MeasureName): Value {
  if (name === 'revenue') return day.total
  const sums: Partial<Record<MeasureName, Value>> = day
  return sums[name] ?? null
}

export function valueOf(figures: DayFigures, name: MeasureName): Value {
  const values: Partial<Record<MeasureName, Value>> = figures
  return values[name] ?? null
}

/** Amounts come as strings, counts as numbers. */
export function writeValue(value: Value, formats: Formats): string {
  if (value === null) return '–'
  return typeof value === 'string' ? formats.money(value) : formats.integer(value)
}

/** Why a day does not have a figure. */
export function whyNotKnown(name: MeasureName): string {
  return words.value.measures[name].unknown ?? words.value.notCountedYet
}

/** What a figure's place on the page needs. */
export interface Tile {
  label: string
  hint: string
  /** Why it is not known. */
  title: string | undefined
  value: string
}

export function tile(name: MeasureName, value: Value, formats: Formats): Tile {
  const isKnown = value !== null
  return {
    label: words.value.measures[name].label,
    hint: isKnown ? (words.value.measures[name].hint ?? '') : words.value.common.notKnown,
    title: isKnown ? undefined : whyNotKnown(name),
    value: writeValue(value, formats),
  }
}
