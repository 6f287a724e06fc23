import { describe, expect, it } from 'vitest'
import { groupsFor, valueOf } from './figures'
import { sampleHealth } from './sample'

const keys = (kind: string) => groupsFor(kind).flatMap(({ figures }) => figures.map(({ key }) => key))

describe('the figures of the health page', () => {
  it('are those that a store of the kind can have', () => {
    expect(keys('embedded').filter((key) => key.startsWith('store.'))).toEqual(['store.cpu_percent', 'store.bytes_used'])
    expect(keys('embedded')).toContain('host.disk_free_bytes')
    expect(keys('redis')).toEqual(expect.arrayContaining(['store.engine_cpu_percent', 'store.connections', 'store.ping_seconds']))
    expect(keys('redis')).not.toContain('host.disk_free_bytes')
  })

  it('stand in what a server says', () => {
    expect(keys('redis').filter((key) => valueOf(sampleHealth(), key) === null)).toEqual([])
  })
})
