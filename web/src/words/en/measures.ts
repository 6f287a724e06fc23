import type { MeasureName } from '@/measures/measures.gen'

export interface MeasureWords {
  label: string
  /** Next to the label, if it needs a hint. */
  hint?: string
  /** Above the definition, if it differs from the label. */
  title?: string
  /** What exactly is counted; each entry is a paragraph. */
  text: string[]
  /** Why a day may lack it, other than being counted only from a later day on. */
  unknown?: string
}

const CHANGES = 'Later versions and cancellations of an order change the day and hour in which it was placed, so a figure can also fall.'
const COUNT_ONCE = 'Every order counts once, however often it is sent.'

/** What each figure is called and what it means. If a figure of the server has no words, the page does not compile. */
export const measures: Record<MeasureName, MeasureWords> = {
  orders: {
    label: 'Orders',
    text: ['Orders of the business day with at least one sold line of an item or gift card. Cancelled orders and refunds are not counted.', `${COUNT_ONCE} ${CHANGES}`],
  },
  units: {
    label: 'Units',
    text: ['The pieces in all sold lines of the day’s orders. A line that is weighed or measured counts its whole pieces, at least one. Returned pieces are not subtracted.'],
    unknown: 'The original design counted this day, without units.',
  },
  revenue: {
    label: 'Revenue',
    hint: 'gross',
    title: 'Revenue, gross',
    text: [
      'The sum of price × quantity over all sold lines of the day’s orders, before discounts and without included tax. Returns are not subtracted, and cancelled orders do not count.',
      'Shipping, tips, fees and gift cards are not included.',
      `Each order is summed exactly and rounded once, to the currency’s minor unit, half away from zero. ${COUNT_ONCE}`,
      CHANGES,
    ],
  },
  returns: {
    label: 'Returns',
    text: [
      'The value of all lines with a negative quantity whose event is on this business day, even if the sale was on an earlier one: after their discounts and without tax. It includes money given back without goods.',
      'Returns change neither the order count, nor units, nor the leaderboards.',
    ],
  },
  returned_units: {
    label: 'Returned units',
    text: ['The number of pieces in all lines with a negative quantity whose event is on this business day.', 'They are not subtracted from the units, which are pieces sold.'],
  },
  discounts: {
    label: 'Discounts',
    text: ['What was taken off the sold lines of the day’s orders, and off orders as a whole.', 'If prices include tax, it is taken out before the discount: 100.00 that includes 10 % tax, at 25 % off, is 90.91 gross and 22.73 discount.'],
  },
  shipping: {
    label: 'Shipping',
    text: ['What was charged for shipping, after discounts and without tax, less what was given back on this business day.'],
  },
  tax: {
    label: 'Tax',
    text: ['The tax of all lines and of orders as a whole, less what was given back on this business day.'],
  },
  tips: {
    label: 'Tips',
    text: ['Tips of the day’s orders. They count as charged, but not as sales.'],
  },
  fees: {
    label: 'Fees',
    text: ['Handling, duties, and what is kept back for restocking. They count in total sales, but not in revenue.'],
  },
  gift_cards: {
    label: 'Gift cards',
    text: ['Gift cards that were sold. They count as charged. What customers buy with them is revenue when they buy it.'],
  },
  unique_items: {
    label: 'Unique items',
    text: ['The number of different SKUs with units sold on the day.'],
  },
  net_revenue: {
    label: 'Net revenue',
    text: ['Gross revenue less discounts and returns, all on this business day: what platforms call net sales.', 'A return counts on the day it happens, not on the day of the sale.'],
  },
  total_sales: {
    label: 'Total sales',
    text: ['Net revenue plus shipping, tax and fees.'],
  },
  charged: {
    label: 'Charged',
    text: ['What customers paid on this business day, less what they got back: total sales plus tips and gift cards.'],
  },
  sales_ex_tax: {
    label: 'Sales without tax',
    hint: 'and shipping',
    text: ['What was charged, without tax and shipping.'],
  },
  average_order: {
    label: 'Average order',
    text: ['Gross revenue less discounts, divided by the number of orders of the day, rounded to the currency’s minor unit.'],
  },
}
