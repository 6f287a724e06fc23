import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { BASE } from '@/api/base'
import { overviewDoor } from '@/api/inquiry'
import type { Overview, OverviewMessage } from '@/api/types'
import { connectThrough } from '@/live/channel'
import type { Connection } from '@/live/connection'
import type { LiveStatus } from '@/live/status'
import { laidOver } from './merge'

export interface LiveOverview {
  /** Null until the first message. While another query is under way, the answer to the last one stays. */
  overview: Readonly<ShallowRef<Overview | null>>
  status: Readonly<ShallowRef<LiveStatus>>
  retryNow(): void
}

/** All shops, live, as long as the page that asks for them is open. */
export function useOverview(query: () => Record<string, string>): LiveOverview {
  const overview = shallowRef<Overview | null>(null)
  const status = shallowRef<LiveStatus>({ phase: 'connecting', retryAt: null, problem: null, detour: null })
  let line: Connection | null = null

  function open(): void {
    line?.stop()
    line = connectThrough<OverviewMessage>(
      overviewDoor(BASE, query()),
      (message) => (overview.value = laidOver(overview.value, message)),
      (next) => (status.value = next),
    )
    line.start()
  }
  const retryNow = () => document.visibilityState === 'visible' && line?.retryNow()

  watch(() => JSON.stringify(query()), open, { immediate: true })
  window.addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', retryNow)
  onScopeDispose(() => {
    line?.stop()
    window.removeEventListener('online', retryNow)
    document.removeEventListener('visibilitychange', retryNow)
  })
  return { overview, status, retryNow }
}
