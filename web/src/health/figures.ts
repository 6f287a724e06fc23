import type { Health } from '@/api/types'
import type { Quantity } from '@/format/quantities'
import type { Words } from '@/words/en'

type HealthKey = keyof Words['health']['figures']

/** A figure of the health page: its place in the answer, and in the history under the same name. */
export interface HealthFigure {
  /** `store.cpu_percent`: the object and the field. */
  key: HealthKey
  quantity: Quantity
  /** If there is a natural maximum, the axis ends there instead of at the largest value. */
  most?: number
  /** Only a store that is a separate server has it. */
  ofServer?: true
  /** Only a server that keeps something in a folder has it. */
  ofFolder?: true
}

export interface HealthGroup {
  name: keyof Words['health']['groups']
  figures: HealthFigure[]
}

const GROUPS: HealthGroup[] = [
  {
    name: 'intake',
    figures: [
      { key: 'intake.orders_per_second', quantity: 'per_second' },
      { key: 'intake.commit_p50_seconds', quantity: 'seconds' },
      { key: 'intake.commit_p99_seconds', quantity: 'seconds' },
      { key: 'intake.batch_orders', quantity: 'count' },
      { key: 'intake.commits_per_second', quantity: 'per_second' },
      { key: 'intake.rejects_per_second', quantity: 'per_second' },
    ],
  },
  {
    name: 'screen',
    figures: [
      { key: 'screen.age_p50_seconds', quantity: 'seconds' },
      { key: 'screen.age_p99_seconds', quantity: 'seconds' },
      { key: 'screen.viewers', quantity: 'count' },
      { key: 'screen.messages_per_second', quantity: 'per_second' },
      { key: 'screen.skips_per_second', quantity: 'per_second' },
    ],
  },
  {
    name: 'store',
    figures: [
      { ofServer: true, key: 'store.engine_cpu_percent', quantity: 'percent', most: 100 },
      { key: 'store.cpu_percent', quantity: 'percent' },
      { key: 'store.bytes_used', quantity: 'bytes' },
      { ofServer: true, key: 'store.freeable_memory_bytes', quantity: 'bytes' },
      { ofServer: true, key: 'store.connections', quantity: 'count' },
      { ofServer: true, key: 'store.commands_per_second', quantity: 'per_second' },
      { ofServer: true, key: 'store.network_in_bytes_per_second', quantity: 'bytes_per_second' },
      { ofServer: true, key: 'store.network_out_bytes_per_second', quantity: 'bytes_per_second' },
      { ofServer: true, key: 'store.ping_seconds', quantity: 'seconds' },
      { ofServer: true, key: 'store.evicted_keys', quantity: 'count' },
    ],
  },
  {
    name: 'host',
    figures: [
      { key: 'host.cpu_percent', quantity: 'percent', most: 100 },
      { key: 'host.freeable_memory_bytes', quantity: 'bytes' },
      { key: 'host.swap_used_bytes', quantity: 'bytes' },
      { key: 'host.network_in_bytes_per_second', quantity: 'bytes_per_second' },
      { key: 'host.network_out_bytes_per_second', quantity: 'bytes_per_second' },
      { ofFolder: true, key: 'host.disk_free_bytes', quantity: 'bytes' },
      { key: 'host.process_cpu_percent', quantity: 'percent' },
      { key: 'host.process_memory_bytes', quantity: 'bytes' },
    ],
  },
]

/** The figures that such a store can have: a dash for an impossible one would look like a missing one. */
export function groupsFor(health: Health): HealthGroup[] {
  const isInside = health.store.kind === 'embedded'
  const applies = ({ key, ofServer, ofFolder }: HealthFigure) => !(ofServer && isInside) && !(ofFolder && valueOf(health, key) === null)
  return GROUPS.map(({ name, figures }) => ({ name, figures: figures.filter(applies) }))
}

export function valueOf(health: Health, key: string): number | null {
  const [object, field] = key.split('.') as [keyof Health, string]
  const value = (health[object] as Record<string, unknown> | undefined)?.[field]
  return typeof value === 'number' ? value : null
}
