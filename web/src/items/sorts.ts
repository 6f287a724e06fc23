/** What puts the items of a report into their order. */
export const SORTS = ['amount', 'units', 'returned', 'growth'] as const
export type Sort = (typeof SORTS)[number]
