import type { Health } from '@/api/types'
import type { Quantity } from '@/format/quantities'

export interface Finding {
  tone: 'bad' | 'warn'
  text: string
}

/** A shard this far behind its end, or this long without a word, is worth a look. */
const LAG_SECONDS = 60
const LITTLE_MEMORY = 0.1
const SLOW_COMMIT_SECONDS = 1
const BUSY_ENGINE_PERCENT = 85

/** What somebody on call has to know first; nothing when all is well. */
export function findings(health: Health, write: (value: number, quantity: Quantity) => string, clock: (instant: string) => string): Finding[] {
  const { store, host, intake, sources } = health
  const found: Finding[] = []
  const bad = (text: string) => found.push({ tone: 'bad', text })
  const warn = (text: string) => found.push({ tone: 'warn', text })

  if (!store.available) bad(store.away_since ? `The store does not answer since ${clock(store.away_since)}.` : 'The store does not answer.')
  if ((store.evicted_keys ?? 0) > 0) bad(`The store threw ${write(store.evicted_keys ?? 0, 'count')} keys away for want of memory: its figures are wrong. Set maxmemory-policy to noeviction.`)
  if ((store.engine_cpu_percent ?? 0) >= BUSY_ENGINE_PERCENT) warn(`The store’s engine is ${write(store.engine_cpu_percent ?? 0, 'percent')} busy.`)
  if (store.freeable_memory_bytes != null && store.bytes_limit != null && store.freeable_memory_bytes < store.bytes_limit * LITTLE_MEMORY) warn(`The store has ${write(store.freeable_memory_bytes, 'bytes')} of memory left.`)
  if ((intake.commit_p99_seconds ?? 0) >= SLOW_COMMIT_SECONDS) warn(`Commits take up to ${write(intake.commit_p99_seconds ?? 0, 'seconds')}.`)
  if ((intake.buffer_orders ?? 0) > 0) {
    const since = intake.buffer_oldest_seconds == null ? '' : `, the oldest for ${write(intake.buffer_oldest_seconds, 'seconds')}`
    warn(`Orders wait in the intake buffer until the store takes them: ${write(intake.buffer_orders ?? 0, 'count')}, ${write(intake.buffer_bytes ?? 0, 'bytes')}${since}.`)
  }
  for (const { source, shard, lag_seconds: lag, silent_seconds: silent } of sources) {
    const name = shard === '' ? source : `${source}, ${shard}`
    if ((silent ?? 0) >= LAG_SECONDS) bad(`${name} has not been read for ${write(silent ?? 0, 'seconds')}.`)
    else if ((lag ?? 0) >= LAG_SECONDS) warn(`${name} is ${write(lag ?? 0, 'seconds')} behind.`)
  }
  if (host.freeable_memory_bytes < host.memory_bytes * LITTLE_MEMORY) warn(`The machine has ${write(host.freeable_memory_bytes, 'bytes')} of memory left.`)
  return found
}
