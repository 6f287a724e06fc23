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
  { name: 'discounts', unit: 'money', grain: 'hour', of: [] },
  { name: 'shipping', unit: 'money', grain: 'hour', of: [] },
  { name: 'tax', unit: 'money', grain: 'hour', of: [] },
  { name: 'tips', unit: 'money', grain: 'hour', of: [] },
  { name: 'fees', unit: 'money', grain: 'hour', of: [] },
  { name: 'gift_cards', unit: 'money', grain: 'hour', of: [] },
  { name: 'net_revenue', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns'] },
  { name: 'total_sales', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'shipping', 'tax', 'fees'] },
  { name: 'charged', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'shipping', 'tax', 'fees', 'tips', 'gift_cards'] },
  { name: 'sales_ex_tax', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'fees', 'tips', 'gift_cards'] },
  { name: 'average_order', unit: 'money', grain: null, of: ['revenue', 'discounts'] },
] as const

export type MeasureName = (typeof MEASURES)[number]['name']
