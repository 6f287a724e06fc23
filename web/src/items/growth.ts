import type { ItemFigures } from '@/api/types'
import { changeOf, type Change } from '@/format/compare'
import { add, negate } from '@/format/decimal'

/** How an item grew against the days before: by how much money, and by which share where that says something. */
export interface Growth {
  amount: string
  change: Change
}

/** Null where nothing is compared, or amounts are not known. */
export function grown(now: ItemFigures, before: ItemFigures | null | undefined): Growth | null {
  if (now.amount == null || before?.amount == null) return null
  // Units are what a handful of says little about, as orders are elsewhere.
  return { amount: add(now.amount, negate(before.amount)), change: changeOf(Number(now.amount), Number(before.amount), { orders: before.units, revenue: before.amount }) }
}
