import type { LatestItem } from '@/api/types'
import { multiply } from './decimal'
import type { Formats } from './formats'

// Lines from another writer of the same keys may have only a SKU.

export function lineTotal({ price, quantity, exact_quantity: exact }: LatestItem, formats: Formats): string {
  if (!price || !quantity) return ''
  // Digits beyond the currency's minor unit come from the weight, and are not a price.
  return exact ? formats.money(multiply(price, exact)) : formats.price(multiply(price, String(quantity)))
}

export function lineDetail({ price, quantity, exact_quantity: exact }: LatestItem, formats: Formats): string {
  return price && quantity ? `${exact ? formats.quantity(exact) : formats.integer(quantity)} × ${formats.price(price)}` : ''
}
