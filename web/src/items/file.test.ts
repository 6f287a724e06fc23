import { describe, expect, it } from 'vitest'
import { itemsCsv, itemsFileName } from './file'

describe('the file of a list of items', () => {
  it('has the row, and the units of its line by day', () => {
    const items = [{ sku: 'A', name: 'Tea', units: 5 }, { sku: 'B', name: null, units: 3, rank: 9 }, { sku: 'C', name: 'Cup', units: 1 }]
    const days = (first: number, second: number) => [{ date: '2018-03-10', units: first }, { date: '2018-03-11', units: second }]
    const text = itemsCsv({ items, offset: 50 }, [{ sku: 'A', days: days(4, 1) } as never, { sku: 'B', days: days(0, 3) } as never, null])
    expect(text).toBe('\ufeffrank,sku,name,units,2018-03-10,2018-03-11\r\n51,A,Tea,5,4,1\r\n9,B,,3,0,3\r\n53,C,Cup,1,,\r\n')
  })
  it('is empty where nobody knows what an item sold', () => {
    const days = [{ date: '2018-03-10', units: null, unknown: 'original_design' }, { date: '2018-03-11', units: 0 }]
    const text = itemsCsv({ items: [{ sku: 'A', name: 'Tea', units: 5 }], offset: 0 }, [{ sku: 'A', days } as never])
    expect(text).toBe('\ufeffrank,sku,name,units,2018-03-10,2018-03-11\r\n1,A,Tea,5,,0\r\n')
  })
  it('is named after what was asked', () => {
    expect(itemsFileName('default', { date: '', q: '', offset: 0 })).toBe('livetill-default-items-all-time.csv')
    expect(itemsFileName('acme', { date: '2018-03-11', q: 'a/b', offset: 50 })).toBe('livetill-acme-items-2018-03-11-a_b-from-51.csv')
  })
})
