import { describe, expect, it } from 'vitest'
import type { ItemReport, ItemsReport } from '@/api/types'
import { itemCsv, itemsCsv, itemsFileName, partsShown, reportCsv } from './file'

describe('the file of a list of items', () => {
  it('has the row, and the units of its line by day', () => {
    const items = [{ sku: 'A', name: 'Tea', units: 5 }, { sku: 'B', name: null, units: 3, rank: 9 }, { sku: 'C', name: 'Cup', units: 1 }]
    const days = (first: number, second: number) => [{ date: '2018-03-10', units: first }, { date: '2018-03-11', units: second }]
    const text = itemsCsv({ items, offset: 50 }, [{ sku: 'A', days: days(4, 1) } as never, { sku: 'B', days: days(0, 3) } as never, null])
    expect(text).toBe('\ufeffrank,sku,name,units,2018-03-10,2018-03-11\r\n51,A,Tea,5,4,1\r\n9,B,,3,0,3\r\n53,C,Cup,1,,\r\n')
  })
  it('is empty where it is unknown what an item sold', () => {
    const days = [{ date: '2018-03-10', units: null, unknown: 'original_design' }, { date: '2018-03-11', units: 0 }]
    const text = itemsCsv({ items: [{ sku: 'A', name: 'Tea', units: 5 }], offset: 0 }, [{ sku: 'A', days } as never])
    expect(text).toBe('\ufeffrank,sku,name,units,2018-03-10,2018-03-11\r\n1,A,Tea,5,,0\r\n')
  })
  it('for a report has its rows and the total, with what they are compared with', () => {
    const figures = (units: number, amount: string | null) => ({ units, amount, returned: amount === null ? null : 0, returned_amount: amount === null ? null : '0.00', share: 0.5 })
    const days = { shop: 'default', currency: 'USD', first: '2018-03-01', last: '2018-03-07', begins: '2018-02-11' }
    const report: ItemsReport = {
      ...days, compared_to: { first: '2018-02-22', last: '2018-02-28' }, items: 2, offset: 0, top: 50,
      rows: [{ sku: '=A', name: 'Tea', rank: 1, ...figures(5, '12.50'), before: figures(4, '20.00') }, { sku: 'B', rank: 2, ...figures(1, '1.00') }],
      total: figures(6, '13.50'), total_before: figures(4, '20.00'),
    }
    expect(reportCsv(report).split('\r\n')).toEqual([
      '\ufeffrank,sku,name,amount,share,units,returned,returned_amount,amount_before,growth',
      "1,'=A,Tea,12.50,0.5,5,0,0.00,20.00,-7.50",
      '2,B,,1.00,0.5,1,0,0.00,,',
      ',,all,13.50,0.5,6,0,0.00,20.00,-6.50',
      '',
    ])
  })
  it('for an item has the parts that are shown, and empty cells for dashes', () => {
    const figures = (units: number) => ({ units, amount: null, returned: null, returned_amount: null, share: null })
    const step = (day: number, of: ReturnType<typeof figures> | null) => ({ first: `2018-03-0${day}`, last: `2018-03-0${day}`, figures: of })
    const report = { shop: 'default', currency: 'USD', sku: 'A', first: '2018-03-01', last: '2018-03-03', begins: '2018-02-11', compared_to: null, total: null, steps: [step(1, null), step(2, figures(0)), step(3, figures(2))] } satisfies ItemReport
    expect(itemCsv(report)).toBe('\ufefffirst,last,amount,share,units,returned,returned_amount\r\n2018-03-03,2018-03-03,,,2,,\r\n2018-03-01,2018-03-01,,,,,\r\nall,,,,,,\r\n')
    // Nothing is known of days before the shop's first one, and no row says so.
    expect(partsShown({ ...report, begins: '2018-03-02' }).map(({ first }) => first)).toEqual(['2018-03-03'])
  })
  it('is named after the query', () => {
    expect(itemsFileName('default', { days: 'all-time', q: '', offset: 0 })).toBe('livetill-default-items-all-time.csv')
    expect(itemsFileName('acme', { days: '2018-03-11', q: 'a/b', offset: 50 })).toBe('livetill-acme-items-2018-03-11-a_b-from-51.csv')
  })
})
