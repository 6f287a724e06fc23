import type { DayFigures, RevenueDay } from '@/api/types'
import { add, divide, negate, placesOf } from '@/format/decimal'
import type { Formats } from '@/format/formats'
import { words } from '@/words/words'
import { MEASURES, type MeasureName } from './measures.gen'

/** Figures that every shop sees, each at its own place on the page. */
const PLACED: readonly MeasureName[] = ['revenue', 'net_revenue', 'returns', 'orders', 'average_order', 'units', 'unique_items']

/** null: unknown. */
export type Value = string | number | null
/** Reads one figure of anything that has figures. */
export type Read = (name: MeasureName) => Value

interface Made {
  name: MeasureName
  of: readonly MeasureName[]
  signs: readonly number[]
  per: MeasureName | null
}

export function isMeasure(topic: string): topic is MeasureName {
  return MEASURES.some(({ name }) => name === topic)
}

/**
 * The figures that are shown for these days in addition to the placed ones: sums that any of the days has, and figures made of
 * them. A shop without tips has no use for a column of zeros.
 */
export function otherMeasures(days: readonly RevenueDay[]): MeasureName[] {
  const has = isIn(days)
  const made = madeMeasures(has)
  return MEASURES.filter(({ name, of }) => !PLACED.includes(name) && (of.length === 0 ? has(name) : made.includes(name))).map(({ name }) => name)
}

/**
 * The figures made of sums that differ from the others: without shipping, tax and fees, total sales equal net revenue, and
 * without discounts and returns, net revenue equals gross revenue.
 */
export function madeMeasures(has: (name: MeasureName) => boolean): MeasureName[] {
  const said = new Set(['revenue'])
  return (MEASURES as readonly Made[])
    .filter(({ of, per }) => {
      if (of.length === 0 || per !== null) return false
      const parts = of.filter((part) => part === 'revenue' || has(part)).join()
      return said.size < said.add(parts).size
    })
    .map(({ name }) => name)
}

/** Whether a figure is not zero on any of the days. */
export function isIn(days: readonly RevenueDay[]): (name: MeasureName) => boolean {
  return (name) => days.some((day) => Number(valueOfDay(day, name) ?? 0) !== 0)
}

/**
 * A figure of a day of the history, including figures made of sums; also null if the server that sent it, or an earlier page, did
 * not know that figure.
 */
export function valueOfDay(day: RevenueDay, name: MeasureName): Value {
  const sums: Partial<Record<MeasureName, Value>> = { ...day, revenue: day.total }
  return madeOf((part) => sums[part] ?? null, name)
}

/** A figure computed from its sums, to the last digit; null if one of them is unknown. */
function madeOf(read: Read, name: MeasureName): Value {
  const { of, signs, per } = MEASURES.find((measure) => measure.name === name) as Made
  if (of.length === 0) return read(name)
  const parts = of.map((part, index) => signed(read(part), signs[index] ?? 1))
  if (!parts.every((part) => part !== null)) return null
  const sum = parts.reduce(add)
  if (per === null) return sum
  const [by, places] = [Number(read(per) ?? NaN), placesOf(sum)]
  return Number.isNaN(by) ? null : by > 0 ? divide(sum, by, places) : divide('0', 1, places)
}

function signed(value: Value, sign: number): string | null {
  if (value === null) return null
  return sign < 0 ? negate(String(value)) : String(value)
}

export function valueOf(figures: DayFigures, name: MeasureName): Value {
  const values: Partial<Record<MeasureName, Value>> = figures
  return values[name] ?? null
}

/** Amounts arrive as strings, counts as numbers. */
export function writeValue(value: Value, formats: Formats): string {
  if (value === null) return '–'
  return typeof value === 'string' ? formats.money(value) : formats.integer(value)
}

/** Why a day lacks a figure. */
export function whyNotKnown(name: MeasureName): string {
  return words.value.measures[name].unknown ?? words.value.notCountedYet
}

/** What is needed to show a figure. */
export interface Tile {
  label: string
  hint: string
  /** Why it is unknown. */
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
