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
const BUSY_HOST_PERCENT = 90
const LITTLE_DISK_BYTES = 1e9

/** What somebody on call has to know first; nothing when all is well. */
export function findings(health: Health, write: (value: number, quantity: Quantity) => string, when: (instant: string) => string, history: Health['history'] = null): Finding[] {
  const { store, host, intake, sources } = health
  const found: Finding[] = []
  const bad = (text: string) => found.push({ tone: 'bad', text })
  const warn = (text: string) => found.push({ tone: 'warn', text })

  if (!store.available) bad(store.away_since ? `The store does not answer since ${when(store.away_since)}.` : 'The store does not answer.')
  else if (store.refuses != null) bad(`The store takes no orders${store.refuses_since == null ? '' : ` since ${when(store.refuses_since)}`}, though it answers: ${store.refuses}`)
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
  if (host.disk_free_bytes != null && host.disk_free_bytes < LITTLE_DISK_BYTES) warn(`The disk with the store has ${write(host.disk_free_bytes, 'bytes')} left: no order is taken when it is full.`)
  // A busy moment is none: the seconds before it, of which the history tells, have to be as busy.
  const busy = host.cpu_percent ?? 0
  const before = history?.series['host.cpu_percent']?.at(-1) ?? busy
  if (Math.min(busy, before) >= BUSY_HOST_PERCENT) {
    const own = host.process_cpu_percent == null ? '' : ` Livetill itself takes ${write(host.process_cpu_percent, 'percent')}, where 100% is one of ${host.cores} cores.`
    warn(`The machine is ${write(busy, 'percent')} busy: orders and screens have to wait.${own}`)
  }
  return found
}
