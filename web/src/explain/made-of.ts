import type { LedgerOrder } from '@/api/types'
import { MEASURES, type MeasureName } from '@/measures/measures.gen'

/** Figures made of others that would only repeat them, or that make no sense for one order. */
const LEFT_OUT: readonly MeasureName[] = ['net_revenue', 'total_sales', 'sales_ex_tax']

/** What an order is made of besides revenue and returns, and finally what was charged; empty for a plain order. */
export function madeOf({ sums }: LedgerOrder): { name: MeasureName; amount: string; unit: 'money' | 'count' }[] {
  return MEASURES.filter(({ name }) => !LEFT_OUT.includes(name)).flatMap(({ name, unit }) => {
    const amount = sums?.[name]
    return amount === undefined ? [] : [{ name, amount, unit }]
  })
}
