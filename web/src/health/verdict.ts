import type { Health } from '@/api/types'
import { platformName } from '@/format/connect'
import type { Quantity } from '@/format/quantities'
import { sentence } from '@/format/said'
import { words } from '@/words/words'
import { healthWords } from './words'

export interface Finding {
  /** `busy` is not a fault: it ends by itself. */
  tone: 'bad' | 'warn' | 'busy'
  text: string
}

/** A shard this far behind its end, or silent for this long, is worth a look. */
const LAG_SECONDS = 60
const LITTLE_MEMORY = 0.1
const SLOW_COMMIT_SECONDS = 1
const BUSY_ENGINE_PERCENT = 85
const BUSY_HOST_PERCENT = 90
const LITTLE_DISK_BYTES = 1e9

/** The beginning of the names of sources that are platforms' APIs. */
const API = 'api:'

/** What the person on call has to know first; nothing if all is well. */
export function findings(health: Health, write: (value: number, quantity: Quantity) => string, when: (instant: string) => string, history: Health['history'] = null): Finding[] {
  const { store, host, intake, sources } = health
  const said = healthWords.value.findings
  const found: Finding[] = []
  const bad = (text: string) => found.push({ tone: 'bad', text })
  const warn = (text: string) => found.push({ tone: 'warn', text })

  if (!store.available) bad(store.away_since ? said.awaySince(when(store.away_since)) : said.away)
  else if (store.refuses != null) bad(store.refuses_since == null ? said.refuses(store.refuses) : said.refusesSince(when(store.refuses_since), store.refuses))
  if ((store.evicted_keys ?? 0) > 0) bad(said.evicted(write(store.evicted_keys ?? 0, 'count')))
  if ((store.engine_cpu_percent ?? 0) >= BUSY_ENGINE_PERCENT) warn(said.engineBusy(write(store.engine_cpu_percent ?? 0, 'percent')))
  if (store.freeable_memory_bytes != null && store.bytes_limit != null && store.freeable_memory_bytes < store.bytes_limit * LITTLE_MEMORY) warn(said.storeMemory(write(store.freeable_memory_bytes, 'bytes')))
  if ((intake.commit_p99_seconds ?? 0) >= SLOW_COMMIT_SECONDS) warn(said.slowCommits(write(intake.commit_p99_seconds ?? 0, 'seconds')))
  if ((intake.buffer_orders ?? 0) > 0) {
    const [orders, bytes] = [write(intake.buffer_orders ?? 0, 'count'), write(intake.buffer_bytes ?? 0, 'bytes')]
    warn(intake.buffer_oldest_seconds == null ? said.buffered(orders, bytes) : said.bufferedSince(orders, bytes, write(intake.buffer_oldest_seconds, 'seconds')))
  }
  for (const { shop, source, shard, lag_seconds: lag, silent_seconds: silent, refused, filled, read, trouble, trouble_said: troubleSaid } of sources) {
    const name = shard === '' ? source : `${source}, ${shard}`
    if (refused != null) bad(said.refusedSource(name))
    else if (filled != null && filled < 1 && trouble != null) warn(said.stuck(shop, platformName(source.replace(API, '')), write(filled * 100, 'percent'), sentence(troubleSaid, words.value.server.said) ?? trouble))
    else if (filled != null && filled < 1) found.push({ tone: 'busy', text: said.filling(shop, platformName(source.replace(API, '')), write(filled * 100, 'percent'), read ?? 0) })
    else if ((silent ?? 0) >= LAG_SECONDS) bad(said.silent(name, write(silent ?? 0, 'seconds')))
    else if ((lag ?? 0) >= LAG_SECONDS) warn(said.behind(name, write(lag ?? 0, 'seconds')))
  }
  if (host.freeable_memory_bytes < host.memory_bytes * LITTLE_MEMORY) warn(said.hostMemory(write(host.freeable_memory_bytes, 'bytes')))
  if (host.disk_free_bytes != null && host.disk_free_bytes < LITTLE_DISK_BYTES) warn(said.disk(write(host.disk_free_bytes, 'bytes')))
  // One busy moment is not enough: by the history, the seconds before it have to be as busy.
  const busy = host.cpu_percent ?? 0
  const before = history?.series['host.cpu_percent']?.at(-1) ?? busy
  if (Math.min(busy, before) >= BUSY_HOST_PERCENT) {
    const own = host.process_cpu_percent == null ? '' : ` ${said.ownShare(write(host.process_cpu_percent, 'percent'), host.cores)}`
    warn(`${said.hostBusy(write(busy, 'percent'))}${own}`)
  }
  return found
}
