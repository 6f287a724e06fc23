import { afterEach, describe, expect, it } from 'vitest'
import type { RevenueDay } from '@/api/types'
import { chooseColumn, chooseColumns, columnsOf, daysCsv, shownColumns } from './columns'

const day = (date: string, sums: Partial<RevenueDay> = {}): RevenueDay => ({ date, total: '10.00', orders: 2, hours: null, units: 3, returns: '0.00', ...sums })

afterEach(() => chooseColumns(null))

describe('columns', () => {
  it('are those of every shop, and those that any of the days has', () => {
    expect(columnsOf([day('2018-03-10')])).toEqual(['orders', 'revenue', 'average_order', 'units'])
    expect(columnsOf([day('2018-03-10', { returns: '2.50' }), day('2018-03-11')])).toEqual([
      'orders', 'revenue', 'returns', 'net_revenue', 'average_order', 'units',
    ])
  })

  it('are the usual ones until somebody chooses, and stay chosen even if the shop lacks them', () => {
    const columns = columnsOf([day('2018-03-10', { tips: '0.50' })])
    expect(shownColumns(columns)).toEqual(['orders', 'revenue'])
    chooseColumn('tips', true)
    chooseColumn('orders', false)
    expect(shownColumns(columns)).toEqual(['revenue', 'tips'])
    expect(shownColumns(columnsOf([day('2018-03-10', { shipping: '4.90' })]))).toEqual(['revenue', 'shipping', 'total_sales'])
    expect(localStorage.getItem('livetill.days.columns')).toContain('tips')
  })
})

it('a file has exact amounts, and empty cells for unknown figures', () => {
  const days = [day('2018-03-11', { returns: '12.50', returned_units: null }), day('2018-03-10')]
  expect(daysCsv(days, ['orders', 'net_revenue', 'returned_units'])).toBe('\ufeffdate,orders,net_revenue,returned_units\r\n2018-03-11,2,,\r\n2018-03-10,2,,\r\n')
  const rich = [day('2018-03-11', { returns: '12.50', discounts: '0.00' })]
  expect(daysCsv(rich, ['net_revenue'])).toBe('\ufeffdate,net_revenue\r\n2018-03-11,-2.50\r\n')
})
