/** What the items of a report can be sorted by. */
export const SORTS = ['amount', 'units', 'returned', 'growth'] as const
export type Sort = (typeof SORTS)[number]
