import { BASE } from '@/api/base'
import type { Board } from '@/api/types'

/** What this browser last knew about a shop. */
export interface Remembered {
  board: Board
  /** When it was heard, in milliseconds of `Date.now()`. */
  heardAt: number
}

export interface Memory {
  /** Null: nothing, or something that another version of the dashboard wrote. */
  read(): Remembered | null
  /** Stores it soon; of several calls within a minute, only the last one is stored, on leaving the page. */
  keep(what: Remembered): void
  forget(): void
  stop(): void
}

const KEEP_MS = 60_000
/** The file's name changes with the dashboard: figures in the form of another version are not read. */
const WRITTEN_BY = import.meta.url

/** Stores the last board beyond the page's life, so that a page opened during an outage has something to show. */
export function createMemory(shop: string, page: Window): Memory {
  const key = `livetill.board ${BASE}?shop=${encodeURIComponent(shop)}`
  let newest: Remembered | null = null
  let keptAt = 0

  // A browser that forbids storage, or has none left, remembers nothing, and that is all that happens.
  function attempt<T>(action: () => T): T | null {
    try {
      return action()
    } catch {
      return null
    }
  }
  function write(): void {
    if (newest === null) return
    keptAt = Date.now()
    const text = JSON.stringify({ ...newest, writtenBy: WRITTEN_BY })
    attempt(() => page.localStorage.setItem(key, text))
  }
  page.addEventListener('pagehide', write)
  return {
    read() {
      const kept = attempt(() => JSON.parse(page.localStorage.getItem(key) ?? 'null') as (Remembered & { writtenBy: string }) | null)
      return kept?.writtenBy === WRITTEN_BY ? { board: kept.board, heardAt: kept.heardAt } : null
    },
    keep(what) {
      newest = what
      if (what.heardAt - keptAt >= KEEP_MS) write()
    },
    forget() {
      newest = null
      keptAt = 0
      attempt(() => page.localStorage.removeItem(key))
    },
    stop: () => page.removeEventListener('pagehide', write),
  }
}
