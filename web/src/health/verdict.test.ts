import { describe, expect, it } from 'vitest'
import type { Health } from '@/api/types'
import { createQuantities } from '@/format/quantities'
import { sampleHealth } from './sample'
import { findings } from './verdict'

const write = createQuantities('en-GB')
const texts = (health: Health) => findings(health, write, (instant) => instant.slice(11, 16)).map(({ tone, text }) => `${tone}: ${text}`)

describe('what is wrong', () => {
  it('is nothing on a good day', () => {
    expect(texts(sampleHealth())).toEqual([])
  })
  it('names the store first', () => {
    const health = sampleHealth()
    health.store = { ...health.store, available: false, away_since: '2018-03-11T14:20:00Z', evicted_keys: 12, freeable_memory_bytes: 1e6, bytes_limit: 1e9 }
    expect(texts(health)).toEqual([
      'bad: The data store has not answered since 14:20.',
      expect.stringContaining('evicted 12 keys'),
      'warn: The data store has 1 MB of memory left.',
    ])
  })
  it('covers a store that answers but is full', () => {
    const health = sampleHealth()
    health.store = { ...health.store, refuses: 'OOM', refuses_since: '2018-03-11T14:20:00Z' }
    expect(texts(health)).toEqual(['bad: The data store answers, but has taken no orders since 14:20: OOM'])
  })
  it('says what waits in the intake buffer', () => {
    const health = sampleHealth()
    health.intake = { ...health.intake, buffer_orders: 1204, buffer_bytes: 410_000, buffer_oldest_seconds: 95 }
    expect(texts(health)).toEqual(['warn: Orders wait in the intake buffer until the data store takes them: 1.2k, 410 kB, the oldest for 95 secs.'])
  })
  it('is a machine that has been busy for longer than a moment, and a disk that is nearly full', () => {
    const health = sampleHealth()
    health.host = { ...health.host, cpu_percent: 100, process_cpu_percent: 390, disk_free_bytes: 300e6 }
    const after = (percent: number | null) => findings(health, write, String, { interval_seconds: 10, until: health.as_of, series: { 'host.cpu_percent': [20, percent] } }).map(({ text }) => text)
    const disk = 'The disk with the data store has 300 MB left: when it is full, no orders are taken.'
    expect(after(97)).toEqual([disk, 'The machine is 100% busy: orders and screens have to wait. Livetill itself uses 390%, where 100% is one of 4 cores.'])
    expect(after(20)).toEqual([disk])
    // Without a history yet, the server's current figures count.
    expect(texts(health)).toHaveLength(2)
  })
  it('distinguishes a silent source from one that lags', () => {
    const health = sampleHealth()
    health.sources = [
      { shop: 'default', source: 'kinesis:orders', shard: 'shard-1', lag_seconds: null, silent_seconds: 90 },
      { shop: 'default', source: 'redis-stream:orders', shard: '', lag_seconds: 600, silent_seconds: 1 },
      { shop: 'acme', source: 'api:shopify', shard: '', lag_seconds: null, silent_seconds: 90, refused: 'unauthorized', filled: 0.4 },
    ]
    expect(texts(health)).toEqual(['bad: kinesis:orders, shard-1 has not been read for 90 secs.', 'warn: redis-stream:orders is 10 mins behind.', 'bad: The platform refuses api:shopify: its credentials are wrong or expired, or may not read orders. Connect the shop again.'])
  })
  it('says how much of the past of a shop is fetched, until all of it is', () => {
    const health = sampleHealth()
    const source = { shop: 'acme', source: 'api:woocommerce', shard: '', lag_seconds: null, silent_seconds: 1 }
    health.sources = [{ ...source, filled: 0.45, read: 1204 }, { ...source, shop: 'tea', filled: 0.9, read: 3, trouble: 'the shop does not answer' }, { ...source, shop: 'done', filled: 1 }]
    expect(texts(health)).toEqual([
      'busy: The past of acme is being fetched from WooCommerce: 45%, 1,204 orders and refunds so far. Days fill up as they come.',
      'warn: The past of tea is fetched from WooCommerce as far as 90%, and waits: the shop does not answer',
    ])
  })
})
