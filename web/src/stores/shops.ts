import { computed, shallowRef, watch } from 'vue'
import { BASE } from '@/api/base'
import type { LiveStore } from './live'

const SEVERAL_KEY = `livetill.several ${BASE}`

// The bar has room for the choice from the beginning where there was one at the last visit, or the page would move down.
const count = shallowRef(hadSeveral() ? 2 : 0)

/** Whether there is another shop that this browser may see. */
export const hasSeveralShops = computed(() => count.value > 1)

/** Asks how many shops there are whenever the connection to the server is new: shops come and go while it runs. */
export function followShops(live: Pick<LiveStore, 'api' | 'status'>): void {
  async function ask(): Promise<void> {
    // A server from before there were lists of shops has none to choose from.
    const list = await live.api.shops({ limit: 1 }).catch(() => null)
    if (list === null) return
    count.value = list.total
    rememberSeveral()
  }
  watch(() => live.status.value.phase === 'live', (isLive) => isLive && void ask(), { immediate: true })
}

function hadSeveral(): boolean {
  try {
    return window.localStorage.getItem(SEVERAL_KEY) !== null
  } catch {
    return false
  }
}

function rememberSeveral(): void {
  try {
    if (hasSeveralShops.value) window.localStorage.setItem(SEVERAL_KEY, '1')
    else window.localStorage.removeItem(SEVERAL_KEY)
  } catch {
    // Then the room is made once the answer comes.
  }
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
