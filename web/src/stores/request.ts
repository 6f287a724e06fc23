import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { whyFailed, type Why } from '@/api/client'
import { useLive } from './live'

export interface Request<T> {
  /** The last answer; stays while the next one is requested, so that nothing jumps. */
  data: Readonly<ShallowRef<T | null>>
  error: Readonly<ShallowRef<Why | null>>
  busy: Readonly<ShallowRef<boolean>>
  reload(): void
}

/** Sends the request again whenever something that `ask` depends on changes, and drops answers that were overtaken. */
export function useRequest<K, T>(key: () => K, ask: (key: K, signal: AbortSignal) => Promise<T>): Request<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<Why | null>(null)
  const busy = shallowRef(true)
  let running: AbortController | null = null

  async function load(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    busy.value = true
    try {
      const answer = await ask(key(), own.signal)
      if (own.signal.aborted) return
      data.value = answer
      error.value = null
    } catch (problem) {
      if (own.signal.aborted) return
      error.value = whyFailed(problem)
    }
    busy.value = false
  }

  watch(() => JSON.stringify(key()), () => void load(), { immediate: true })
  // After an outage, what is missing is requested.
  const { status } = useLive()
  watch(() => status.value.phase === 'live', (isLive) => isLive && error.value !== null && void load())
  onScopeDispose(() => running?.abort())
  return { data, error, busy, reload: () => void load() }
}
