import type { LedgerOrder } from '@/api/types'
import { MEASURES, type MeasureName } from '@/measures/measures.gen'

/** What is made of others and would say the same again, or what nobody asks of one order. */
const LEFT_OUT: readonly MeasureName[] = ['net_revenue', 'total_sales', 'sales_ex_tax']

/** What an order is made of beside revenue and returns, and at the end what was charged; nothing of a plain order. */
export function madeOf({ sums }: LedgerOrder): { name: MeasureName; amount: string; unit: 'money' | 'count' }[] {
  return MEASURES.filter(({ name }) => !LEFT_OUT.includes(name)).flatMap(({ name, unit }) => {
    const amount = sums?.[name]
    return amount === undefined ? [] : [{ name, amount, unit }]
  })
}
