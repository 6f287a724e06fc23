import { describe, expect, it } from 'vitest'
import { groupsFor, valueOf } from './figures'
import { sampleHealth } from './sample'

/** The figures shown for a store of this kind, with this much room on the server's own disk. */
function keys(kind: string, disk: number | null): string[] {
  const health = sampleHealth()
  health.store.kind = kind
  health.host.disk_free_bytes = disk
  return groupsFor(health).flatMap(({ figures }) => figures.map(({ key }) => key))
}

describe('the figures of the health page', () => {
  it('are those that a store of this kind can have', () => {
    expect(keys('embedded', 1e9).filter((key) => key.startsWith('store.'))).toEqual(['store.cpu_percent', 'store.bytes_used'])
    expect(keys('embedded', 1e9)).toContain('host.disk_free_bytes')
    expect(keys('redis', null)).toEqual(expect.arrayContaining(['store.engine_cpu_percent', 'store.connections', 'store.ping_seconds']))
    expect(keys('redis', null)).not.toContain('host.disk_free_bytes')
  })

  it('are in what a server sends', () => {
    expect(keys('redis', 61e9).filter((key) => valueOf(sampleHealth(), key) === null)).toEqual([])
  })
})
