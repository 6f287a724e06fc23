import type { Api } from '@/api/client'
import type { ItemHistory } from '@/api/types'
import { inTurn } from './in-turn'

/** The units by day of the items in a list. Each item is requested once, by its line or by the file. */
export interface Histories {
  of(sku: string): Promise<ItemHistory>
  stop(): void
}

export function createHistories(api: Pick<Api, 'history'>): Histories {
  const abort = new AbortController()
  const asked = new Map<string, Promise<ItemHistory>>()
  return {
    of(sku) {
      const before = asked.get(sku)
      if (before !== undefined) return before
      // A few at a time: a page of fifty takes fifty requests.
      const answer = inTurn(() => api.history(sku, abort.signal), abort.signal)
      asked.set(sku, answer)
      answer.catch(() => asked.delete(sku))
      return answer
    },
    stop: () => abort.abort(),
  }
}
