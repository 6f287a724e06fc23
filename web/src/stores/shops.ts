import { computed, shallowRef, watch } from 'vue'
import { BASE } from '@/api/base'
import type { LiveStore } from './live'

const count = shallowRef(0)

/** Whether there is another shop that this browser may see. */
export const hasSeveralShops = computed(() => count.value > 1)

/** Asks how many shops there are whenever the connection to the server is new: shops come and go while it runs. */
export function followShops(live: Pick<LiveStore, 'api' | 'status'>): void {
  async function ask(): Promise<void> {
    // A server from before there were lists of shops has none to choose from.
    const list = await live.api.shops({ limit: 1 }).catch(() => null)
    if (list !== null) count.value = list.total
  }
  watch(() => live.status.value.phase === 'live', (isLive) => isLive && void ask(), { immediate: true })
}

const MOST = 5
const STORAGE_KEY = `livetill.shops ${BASE}`

/** The shops that were chosen in this browser, the last first. A browser that forbids storage remembers none. */
export function chosenShops(): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((shop): shop is string => typeof shop === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

export function rememberShop(shop: string): void {
  const kept = [shop, ...chosenShops().filter((other) => other !== shop)].slice(0, MOST)
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(kept))
  } catch {
    // Then the choice is not remembered.
  }
}
