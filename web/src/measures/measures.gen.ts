// Generated from openapi.json by `npm run generate`. Do not edit.

/**
 * Every figure of a day, in the order of the server's list: its unit, the finest stretch of time that a sum is kept by
 * (null: it is no sum), and the sums it is made of when it is shown.
 */
export const MEASURES = [
  { name: 'orders', unit: 'count', grain: 'minute', of: [] },
  { name: 'unique_items', unit: 'count', grain: null, of: [] },
  { name: 'units', unit: 'count', grain: 'day', of: [] },
  { name: 'revenue', unit: 'money', grain: 'minute', of: [] },
  { name: 'returns', unit: 'money', grain: 'hour', of: [] },
  { name: 'returned_units', unit: 'count', grain: 'hour', of: [] },
  { name: 'net_revenue', unit: 'money', grain: null, of: ['revenue', 'returns'] },
  { name: 'average_order', unit: 'money', grain: null, of: ['revenue'] },
] as const

export type MeasureName = (typeof MEASURES)[number]['name']
