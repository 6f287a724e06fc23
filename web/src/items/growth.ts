import type { ItemFigures } from '@/api/types'
import { changeOf, type Change } from '@/format/compare'
import { add, negate } from '@/format/decimal'

/** How an item grew against the days before: by how much money, and by what share if that says something. */
export interface Growth {
  amount: string
  change: Change
}

/** Null if nothing is compared, or amounts are unknown. */
export function grown(now: ItemFigures, before: ItemFigures | null | undefined): Growth | null {
  if (now.amount == null || before?.amount == null) return null
  // A handful of units says little, as a handful of orders does elsewhere.
  return { amount: add(now.amount, negate(before.amount)), change: changeOf(Number(now.amount), Number(before.amount), { orders: before.units, revenue: before.amount }) }
}
