import { shallowRef } from 'vue'
import type { MeasureName } from '@/measures/measures.gen'
import type { Words } from '@/words/en'

/** What can be explained. */
export type Topic = MeasureName | keyof Words['explain']['topics']

export interface Explained {
  topic: Topic
  /** The business day of the figure. */
  date: string
  /** Only the orders with this item. */
  sku?: string
  name?: string | null
  /** Only the orders of one channel or country; null: those without one. */
  slice?: { by: 'channel' | 'country'; value: string | null; name: string }
}

export const explained = shallowRef<Explained | null>(null)

export function explain(what: Explained): void {
  explained.value = what
}
