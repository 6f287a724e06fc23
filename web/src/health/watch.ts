import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { whyFailed, type Why } from '@/api/client'
import type { Health } from '@/api/types'
import { useLive } from '@/stores/live'

/** The server measures every two seconds, and keeps a value for every ten. */
const LOOK_MS = 2_000
const LOOKS_A_HISTORY = 5

export interface HealthWatch {
  health: Readonly<ShallowRef<Health | null>>
  history: Readonly<ShallowRef<NonNullable<Health['history']> | null>>
  /** Why there are no newer figures; null if there are. */
  error: Readonly<ShallowRef<Why | null>>
}

/** Follows the server's health while the page is visible. */
export function useHealth(): HealthWatch {
  const { api } = useLive()
  const health = shallowRef<Health | null>(null)
  const history = shallowRef<NonNullable<Health['history']> | null>(null)
  const error = shallowRef<Why | null>(null)
  const abort = new AbortController()
  let looks = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    if (document.visibilityState === 'visible') {
      const isWhole = looks % LOOKS_A_HISTORY === 0
      try {
        const answer = await api.health({ history: String(isWhole) }, abort.signal)
        health.value = answer
        if (answer.history) history.value = answer.history
        error.value = null
        looks += 1
      } catch (problem) {
        if (abort.signal.aborted) return
        // The next request starts again from the beginning.
        looks = 0
        error.value = whyFailed(problem)
      }
    }
    if (!abort.signal.aborted) timer = setTimeout(() => void look(), LOOK_MS)
  }
  void look()
  onScopeDispose(() => {
    clearTimeout(timer)
    abort.abort()
  })
  return { health, history, error }
}
