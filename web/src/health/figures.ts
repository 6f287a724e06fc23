import type { Health } from '@/api/types'
import type { Quantity } from '@/format/quantities'

/** A figure of the health page: where it stands in the answer, and in the history under the same name. */
export interface HealthFigure {
  /** `store.cpu_percent`: the object and the field. */
  key: string
  label: string
  quantity: Quantity
  /** What it means, in a sentence. */
  meaning: string
  /** The axis ends here and not at the largest value, where there is a natural most. */
  most?: number
  /** Only a store that is a server of its own has it. */
  ofServer?: true
  /** Only a server that keeps something in a folder has it. */
  ofFolder?: true
}

export interface HealthGroup {
  title: string
  figures: HealthFigure[]
}

const GROUPS: HealthGroup[] = [
  {
    title: 'Orders in',
    figures: [
      { key: 'intake.orders_per_second', label: 'Orders', quantity: 'per_second', meaning: 'Orders taken in a second, duplicates and updates included.' },
      { key: 'intake.commit_p50_seconds', label: 'Commit, half within', quantity: 'seconds', meaning: 'Half of the commits to the store took no longer.' },
      { key: 'intake.commit_p99_seconds', label: 'Commit, 99% within', quantity: 'seconds', meaning: '99 of 100 commits to the store took no longer.' },
      { key: 'intake.batch_orders', label: 'Orders a commit', quantity: 'count', meaning: 'Orders of a commit on average: it grows by itself with the load.' },
      { key: 'intake.commits_per_second', label: 'Commits', quantity: 'per_second', meaning: 'Commits to the store a second.' },
      { key: 'intake.rejects_per_second', label: 'Rejects', quantity: 'per_second', meaning: 'Refused events a second.' },
    ],
  },
  {
    title: 'Screens',
    figures: [
      { key: 'screen.age_p50_seconds', label: 'Order to screen, half within', quantity: 'seconds', meaning: 'From an order’s commit to the message that shows it: half were no older.' },
      { key: 'screen.age_p99_seconds', label: 'Order to screen, 99% within', quantity: 'seconds', meaning: 'From an order’s commit to the message that shows it: 99 of 100 were no older.' },
      { key: 'screen.viewers', label: 'Viewers', quantity: 'count', meaning: 'Open live connections; the tabs of a browser share one.' },
      { key: 'screen.messages_per_second', label: 'Messages', quantity: 'per_second', meaning: 'Live messages a second, each shared by all viewers of a shop.' },
      { key: 'screen.skips_per_second', label: 'Skips', quantity: 'per_second', meaning: 'Times a second that a slow viewer was brought to the newest state.' },
    ],
  },
  {
    title: 'Store',
    figures: [
      { ofServer: true, key: 'store.engine_cpu_percent', label: 'Engine CPU', quantity: 'percent', most: 100, meaning: 'The busiest thread that executes commands: at 100% the store can do no more.' },
      { key: 'store.cpu_percent', label: 'CPU', quantity: 'percent', meaning: 'All processes of the store together; 100% is one core.' },
      { key: 'store.bytes_used', label: 'Bytes used', quantity: 'bytes', meaning: 'What the data take: memory on Redis, disk for the embedded store.' },
      { ofServer: true, key: 'store.freeable_memory_bytes', label: 'Freeable memory', quantity: 'bytes', meaning: 'What is left to the store’s limit, on the node that has the least.' },
      { ofServer: true, key: 'store.connections', label: 'Connections', quantity: 'count', meaning: 'Open client connections.' },
      { ofServer: true, key: 'store.commands_per_second', label: 'Commands', quantity: 'per_second', meaning: 'Commands that the store executes a second.' },
      { ofServer: true, key: 'store.network_in_bytes_per_second', label: 'Network in', quantity: 'bytes_per_second', meaning: 'Bytes that the store receives a second.' },
      { ofServer: true, key: 'store.network_out_bytes_per_second', label: 'Network out', quantity: 'bytes_per_second', meaning: 'Bytes that the store sends a second.' },
      { ofServer: true, key: 'store.ping_seconds', label: 'Ping', quantity: 'seconds', meaning: 'How long an empty question took to be answered.' },
      { ofServer: true, key: 'store.evicted_keys', label: 'Evicted keys', quantity: 'count', meaning: 'Keys thrown away for want of memory. Anything but 0 means that figures are wrong.' },
    ],
  },
  {
    title: 'Host',
    figures: [
      { key: 'host.cpu_percent', label: 'CPU', quantity: 'percent', most: 100, meaning: 'Of the whole machine: 100% is all cores busy.' },
      { key: 'host.freeable_memory_bytes', label: 'Freeable memory', quantity: 'bytes', meaning: 'Memory that programs could still get; within a container, of its limit.' },
      { key: 'host.swap_used_bytes', label: 'Swap used', quantity: 'bytes', meaning: 'Swap in use.' },
      { key: 'host.network_in_bytes_per_second', label: 'Network in', quantity: 'bytes_per_second', meaning: 'All interfaces but loopback.' },
      { key: 'host.network_out_bytes_per_second', label: 'Network out', quantity: 'bytes_per_second', meaning: 'All interfaces but loopback.' },
      { ofFolder: true, key: 'host.disk_free_bytes', label: 'Disk free', quantity: 'bytes', meaning: 'Free space of the disk with the embedded store.' },
      { key: 'host.process_cpu_percent', label: 'Server CPU', quantity: 'percent', meaning: 'Livetill’s own process; 100% is one core.' },
      { key: 'host.process_memory_bytes', label: 'Server memory', quantity: 'bytes', meaning: 'Livetill’s own process.' },
    ],
  },
]

/** What there is to know with such a store: a dash for what cannot be would look like something missing. */
export function groupsFor(health: Health): HealthGroup[] {
  const isInside = health.store.kind === 'embedded'
  const applies = ({ key, ofServer, ofFolder }: HealthFigure) => !(ofServer && isInside) && !(ofFolder && valueOf(health, key) === null)
  return GROUPS.map(({ title, figures }) => ({ title, figures: figures.filter(applies) }))
}

export function valueOf(health: Health, key: string): number | null {
  const [object, field] = key.split('.') as [keyof Health, string]
  const value = (health[object] as Record<string, unknown> | undefined)?.[field]
  return typeof value === 'number' ? value : null
}
