import type { LatestItem } from '@/api/types'
import { multiply } from './decimal'
import type { Formats } from './formats'

// Lines that another writer of the same keys left may hold a SKU and nothing else.

export function lineTotal({ price, quantity, exact_quantity: exact }: LatestItem, formats: Formats): string {
  if (!price || !quantity) return ''
  // Beyond the currency's minor unit the rest is what the scale said, and no price.
  return exact ? formats.money(multiply(price, exact)) : formats.price(multiply(price, String(quantity)))
}

export function lineDetail({ price, quantity, exact_quantity: exact }: LatestItem, formats: Formats): string {
  return price && quantity ? `${exact ? formats.quantity(exact) : formats.integer(quantity)} × ${formats.price(price)}` : ''
}
