import type { LatestItem } from '@/api/types'
import { multiply } from './decimal'
import type { Formats } from './formats'

// Lines that another writer of the same keys left may hold a SKU and nothing else.

export function lineTotal({ price, quantity }: LatestItem, formats: Formats): string {
  return price && quantity ? formats.price(multiply(price, quantity)) : ''
}

export function lineDetail({ price, quantity }: LatestItem, formats: Formats): string {
  return price && quantity ? `${formats.integer(quantity)} × ${formats.price(price)}` : ''
}
