import { shallowRef } from 'vue'
import type { RevenueDay } from '@/api/types'
import { csv, type Cell } from '@/format/csv'
import { MEASURES, type MeasureName } from '@/measures/measures.gen'
import { isIn, isMeasure, madeMeasures, valueOfDay, type Value } from '@/measures/present'

/** In reading order: how the sales add up, what else was paid, then pieces. Figures that are not named here come last. */
const ORDER: readonly MeasureName[] = [
  'orders', 'revenue', 'discounts', 'returns', 'net_revenue', 'shipping', 'tax', 'fees', 'total_sales',
  'tips', 'gift_cards', 'charged', 'sales_ex_tax', 'average_order', 'units', 'returned_units',
]
/** What every shop has, whatever its orders say. */
const ALWAYS: readonly MeasureName[] = ['orders', 'revenue', 'average_order', 'units']
/** What is shown until somebody chooses. */
const USUAL: readonly MeasureName[] = ['orders', 'revenue', 'discounts', 'returns', 'net_revenue', 'shipping', 'tax', 'total_sales']
/** Left out of a list of days: distinct items cannot be added up. */
const OF_NO_LIST: readonly MeasureName[] = ['unique_items']

/** The figures that a shop has, as columns. */
export function columnsOf(days: readonly RevenueDay[]): MeasureName[] {
  const has = isIn(days)
  const made = madeMeasures(has)
  const isThere = ({ name, of }: { name: MeasureName; of: readonly MeasureName[] }) => ALWAYS.includes(name) || made.includes(name) || (of.length === 0 && has(name))
  const place = (name: MeasureName) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  const names = MEASURES.filter(isThere).map(({ name }) => name)
  return names.filter((name) => !OF_NO_LIST.includes(name)).toSorted((a, b) => place(a) - place(b))
}

const STORAGE_KEY = 'livetill.days.columns'

/** The reader's choice in this browser; null: none yet. */
export const chosenColumns = shallowRef(read())

/** The existing columns that are shown. */
export function shownColumns(columns: readonly MeasureName[]): MeasureName[] {
  const chosen = chosenColumns.value ?? USUAL
  return columns.filter((name) => chosen.includes(name))
}

/** Columns that the shop lacks now stay chosen, for when it has them. */
export function chooseColumn(name: MeasureName, isWanted: boolean): void {
  const others = (chosenColumns.value ?? USUAL).filter((one) => one !== name)
  chooseColumns(isWanted ? [...others, name] : others)
}

/** null: the usual ones again. */
export function chooseColumns(names: readonly MeasureName[] | null): void {
  chosenColumns.value = names
  // A browser that forbids storage forgets the choice, and that is all that happens.
  try {
    if (names === null) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, names.join(' '))
  } catch {
    return
  }
}

/** Names from a newer dashboard are ignored. */
function read(): readonly MeasureName[] | null {
  try {
    const kept = localStorage.getItem(STORAGE_KEY)
    return kept === null ? null : kept.split(' ').filter(isMeasure)
  } catch {
    return null
  }
}

/** A row per day, in the given order; unknown figures are empty. */
export function daysCsv(days: readonly RevenueDay[], columns: readonly MeasureName[]): string {
  return csv(['date', ...columns], days.map((day) => [day.date, ...columns.map((name) => cell(valueOfDay(day, name)))]))
}

function cell(value: Value): Cell {
  return typeof value === 'string' ? { decimal: value } : (value ?? '')
}
