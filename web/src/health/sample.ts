import type { Health } from '@/api/types'

/** A server on a good day, for tests and pictures. */
export function sampleHealth(): Health {
  const server = { id: 'a1', version: '0.1.0', host: 'till-1', started_at: '2018-03-08T06:00:00Z' }
  return {
    as_of: '2018-03-11T18:23:45.000Z',
    window_seconds: 10,
    server,
    servers: [server, { id: 'b2', version: '0.1.0', host: 'till-2', started_at: '2018-03-11T17:02:00Z' }],
    store: {
      kind: 'redis', version: '8.2.1', available: true, away_since: null, refuses: null, refuses_since: null, ping_seconds: 0.00031, latency_event_seconds: 0.012, cpu_percent: 21.4, engine_cpu_percent: 18.2,
      bytes_used: 734_003_200, bytes_limit: 4_294_967_296, freeable_memory_bytes: 3_560_964_096, network_in_bytes_per_second: 412_000, network_out_bytes_per_second: 96_000,
      connections: 14, commands_per_second: 182, evicted_keys: 0, orders: 1_204_311,
      nodes: [{ address: '10.0.3.17:6379', bytes_used: 734_003_200, bytes_limit: 4_294_967_296, engine_cpu_percent: 18.2, connections: 14, replicas: 1 }],
    },
    host: {
      cores: 4, cpu_percent: 23, freeable_memory_bytes: 5_600_000_000, memory_bytes: 8_200_000_000, swap_used_bytes: 0, network_in_bytes_per_second: 801_000, network_out_bytes_per_second: 2_310_000,
      disk_free_bytes: 61_000_000_000, process_cpu_percent: 34, process_memory_bytes: 96_000_000,
    },
    intake: { orders_per_second: 312, rejects_per_second: 0.2, commit_p50_seconds: 0.0021, commit_p99_seconds: 0.0094, batch_orders: 3.1, commits_per_second: 101, buffer_orders: null, buffer_bytes: null, buffer_oldest_seconds: null, buffer_refuses: null },
    screen: { age_p50_seconds: 0.011, age_p99_seconds: 0.062, viewers: 23, messages_per_second: 9.8, skips_per_second: 0 },
    shop_count: 1,
  shops: [
      { shop: 'default', viewers: 21, orders_per_second: 298, rejects: { too_late: 3, currency_mismatch: 41, malformed_json: 0 }, test_orders: 38 },
      { shop: 'acme', viewers: 2, orders_per_second: 14, rejects: { missing_id: 7 }, test_orders: 0 },
    ],
    sources: [
      { shop: 'default', source: 'kinesis:orders', shard: 'shardId-000000000000', lag_seconds: 0.4, silent_seconds: 0.2 },
      { shop: 'default', source: 'kinesis:orders', shard: 'shardId-000000000001', lag_seconds: 1.1, silent_seconds: 0.3 },
    ],
  }
}

/** The figures for which a server keeps the last hour. */
export const KEPT_FIGURES = [
  'host.cpu_percent', 'host.freeable_memory_bytes', 'host.network_in_bytes_per_second', 'host.network_out_bytes_per_second', 'host.process_cpu_percent', 'host.process_memory_bytes', 'host.swap_used_bytes',
  'intake.batch_orders', 'intake.buffer_orders', 'intake.commit_p50_seconds', 'intake.commit_p99_seconds', 'intake.orders_per_second', 'intake.rejects_per_second',
  'screen.age_p50_seconds', 'screen.age_p99_seconds', 'screen.viewers',
  'sources.lag_seconds',
  'store.bytes_used', 'store.commands_per_second', 'store.connections', 'store.cpu_percent', 'store.engine_cpu_percent', 'store.freeable_memory_bytes',
  'store.network_in_bytes_per_second', 'store.network_out_bytes_per_second', 'store.ping_seconds',
]
