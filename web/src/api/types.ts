// The only door to the generated types: nothing else imports schema.d.ts, so that regenerating it
// can only ever break this file or a real misuse.
import type { components } from './schema'

type Schemas = components['schemas']

export type Board = Schemas['Board'] & { alerts?: Alert[] }
export type DayFigures = Schemas['DayFigures']
export type PopularItem = Schemas['PopularItem']
export type PopularPage = Schemas['PopularPage']
export type ItemHistory = Schemas['ItemHistory']
export type LatestItem = Schemas['LatestItem']
export type LedgerOrder = Schemas['LedgerOrder']
export type OrderPage = Schemas['OrderPage']
export type Revenue = Schemas['Revenue']
export type RevenueDay = Schemas['RevenueDay']
export type Pulse = Schemas['Pulse']
export type PulseMinute = Schemas['PulseMinute']
export type Comparison = Schemas['Comparison']
export type Baseline = Schemas['Baseline']
export type Problem = Schemas['Problem']

/** A message of the live channel: numbered, stamped, and with the sections that changed, each whole. */
export type LiveMessage = Partial<Board> & Pick<Board, 'as_of'> & { seq: number; stale?: boolean | null }

export type Session = Schemas['Session']
export interface HealthServer { id: string; version: string; host: string; started_at: string }
export interface HealthNode { address: string; bytes_used: number | null; bytes_limit: number | null; engine_cpu_percent: number | null; connections: number | null; replicas: number | null }
export interface HealthSource { shop: string; source: string; shard: string; lag_seconds: number | null; silent_seconds: number | null }
export interface Health {
  as_of: string; window_seconds: number; server: HealthServer; servers: HealthServer[]
  store: { kind: string; version: string; available: boolean; away_since: string | null; ping_seconds: number | null; latency_event_seconds: number | null; cpu_percent: number | null; engine_cpu_percent: number | null; bytes_used: number | null; bytes_limit: number | null; freeable_memory_bytes: number | null; network_in_bytes_per_second: number | null; network_out_bytes_per_second: number | null; connections: number | null; commands_per_second: number | null; evicted_keys: number | null; orders: number | null; nodes: HealthNode[] }
  host: { cores: number; cpu_percent: number | null; freeable_memory_bytes: number; memory_bytes: number; swap_used_bytes: number; network_in_bytes_per_second: number | null; network_out_bytes_per_second: number | null; disk_free_bytes: number | null; process_cpu_percent: number | null; process_memory_bytes: number }
  intake: { orders_per_second: number | null; rejects_per_second: number | null; commit_p50_seconds: number | null; commit_p99_seconds: number | null; batch_orders: number | null; commits_per_second: number | null }
  screen: { age_p50_seconds: number | null; age_p99_seconds: number | null; viewers: number; messages_per_second: number | null; skips_per_second: number | null }
  shops: { shop: string; viewers: number; orders_per_second: number | null; rejects: Record<string, number> }[]
  sources: HealthSource[]
  history?: { interval_seconds: number; until: string; series: Record<string, (number | null)[]> } | null
}
export interface Alert { id: string; rule: string; shop: string | null; source: string | null; since: string; raised_at: string; detail: string; snoozed_until: string | null }
