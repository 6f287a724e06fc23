import type { Grammar } from '../grammar'

/** The page of all shops. */
export const shops = ({ count, integer }: Grammar) => {
  const shopsOf = (shops: number) => count(shops, { one: '# shop', other: '# shops' })
  return {
    reading: 'Loading the shops',
    note: (shops: number) => shopsOf(shops),
    search: 'Search shops',
    currency: 'Currency of the total',
    sort: 'Sort by',
    sorts: { revenue: 'Revenue', growth: 'Growth', silence: 'Longest quiet', name: 'Name' },
    reverse: 'Reverse the order',
    show: 'Show',
    shapes: { shops: 'Shops', groups: 'Groups' },
    groupsHow: 'A group is all shops whose names are the same up to the first - or _',
    onlyGroup: (prefix: string) => `Only ${prefix}`,
    allGroups: 'Show all groups',
    total: 'Revenue today',
    totalHow: 'Gross revenue of each shop’s own day, added up exactly in one currency',
    orders: 'Orders',
    units: 'Units',
    yesterday: 'yesterday by now',
    lastWeek: 'a week ago by now',
    notOfAll: (shops: number) => `unknown for ${shopsOf(shops)}`,
    rates: (date: string, base: string, rates: string) => `Converted at the rates of ${date}: 1 ${base} = ${rates}.`,
    withoutRate: (shops: number, orders: number, currencies: string, date: string) =>
      `Not in the total: ${shopsOf(shops)} with ${count(orders, { one: '# order', other: '# orders' })}, because there is no rate of ${date} for ${currencies}.`,
    unread: (shops: number) => `Not in the total: ${shopsOf(shops)} that could not be read.`,
    shop: 'Shop',
    revenue: 'Revenue',
    againstYesterday: 'Yesterday',
    againstWeek: 'Week ago',
    lastOrder: 'Last order',
    group: 'Group',
    noOrder: 'none',
    couldNotRead: 'could not be read',
    nothingThen: 'Nothing was sold by then.',
    converted: (amount: string) => `≈ ${amount}`,
    noRate: 'no rate',
    shown: (shown: number, total: number) => `The first ${integer(shown)} of ${integer(total)}. The total covers all of them.`,
    noMatch: (text: string) => `No shop matches “${text}”.`,
    none: 'There is no shop that you are allowed to see.',
    notLive: 'These figures are not live.',
  }
}
