import { shallowRef } from 'vue'

/** What a reader can ask about. */
export type Topic =
  | 'revenue' | 'net_revenue' | 'returns' | 'orders' | 'average_order' | 'units' | 'unique_items'
  | 'comparison' | 'pulse' | 'week' | 'popular_today' | 'popular' | 'latest' | 'usual' | 'freshness'

export interface Explained {
  topic: Topic
  /** The business day of the figure. */
  date: string
  /** Only the orders that hold this item. */
  sku?: string
  name?: string | null
}

export const explained = shallowRef<Explained | null>(null)

export function explain(what: Explained): void {
  explained.value = what
}
