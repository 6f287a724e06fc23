// Generated from openapi.json by `npm run generate`. Do not edit.

/**
 * Every figure of a day, in the order of the server's list: its unit, the finest period for which a sum is kept (null: it is not
 * a sum), the sums that it is made of when it is shown, with the sign of each, and the divisor.
 */
export const MEASURES = [
  { name: 'orders', unit: 'count', grain: 'minute', of: [], signs: [], per: null },
  { name: 'unique_items', unit: 'count', grain: null, of: [], signs: [], per: null },
  { name: 'units', unit: 'count', grain: 'day', of: [], signs: [], per: null },
  { name: 'revenue', unit: 'money', grain: 'minute', of: [], signs: [], per: null },
  { name: 'returns', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'returned_units', unit: 'count', grain: 'hour', of: [], signs: [], per: null },
  { name: 'discounts', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'shipping', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'tax', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'tips', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'fees', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'gift_cards', unit: 'money', grain: 'hour', of: [], signs: [], per: null },
  { name: 'net_revenue', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns'], signs: [1, -1, -1], per: null },
  { name: 'total_sales', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'shipping', 'tax', 'fees'], signs: [1, -1, -1, 1, 1, 1], per: null },
  { name: 'charged', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'shipping', 'tax', 'fees', 'tips', 'gift_cards'], signs: [1, -1, -1, 1, 1, 1, 1, 1], per: null },
  { name: 'sales_ex_tax', unit: 'money', grain: null, of: ['revenue', 'discounts', 'returns', 'fees', 'tips', 'gift_cards'], signs: [1, -1, -1, 1, 1, 1], per: null },
  { name: 'average_order', unit: 'money', grain: null, of: ['revenue', 'discounts'], signs: [1, -1], per: 'orders' },
] as const

export type MeasureName = (typeof MEASURES)[number]['name']
