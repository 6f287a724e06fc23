import { computed } from 'vue'
import { param, setParams } from '@/stores/place'

export const SORTS = ['revenue', 'growth', 'silence', 'name'] as const
export type Sort = (typeof SORTS)[number]

const CODE = /^[A-Z]{3}$/

/** The query is in the address, like every view of the page. */
export function useView() {
  const currency = computed({ get: () => (CODE.test(param('currency')) ? param('currency') : ''), set: (code) => setParams({ currency: code || null }) })
  const sort = computed<Sort>({ get: () => SORTS.find((name) => name === param('sort')) ?? 'revenue', set: (name) => setParams({ sort: name === 'revenue' ? null : name, reverse: null }) })
  const isReverse = computed({ get: () => param('reverse') !== '', set: (is) => setParams({ reverse: is ? '1' : null }) })
  const sought = computed({ get: () => param('q'), set: (q) => setParams({ q: q || null }) })
  const prefix = computed({ get: () => param('prefix'), set: (name) => setParams({ prefix: name || null, groups: null }) })
  const shape = computed<'shops' | 'groups'>({ get: () => (param('groups') === '' ? 'shops' : 'groups'), set: (name) => setParams({ groups: name === 'groups' ? '1' : null, prefix: null }) })
  /** The parameters of GET /v1/overview. */
  function query(): Record<string, string> {
    const asked: Record<string, string> = { sort: sort.value }
    if (currency.value !== '') asked['currency'] = currency.value
    if (isReverse.value) asked['reverse'] = 'true'
    if (sought.value !== '') asked['q'] = sought.value
    if (prefix.value !== '') asked['prefix'] = prefix.value
    if (shape.value === 'groups') asked['groups'] = 'true'
    return asked
  }
  return { currency, sort, isReverse, sought, prefix, shape, query }
}
