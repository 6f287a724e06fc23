import type { MeasureName } from '@/measures/measures.gen'

export interface MeasureWords {
  label: string
  /** Beside the label, where it needs one. */
  hint?: string
  /** Above the definition, where that is not the label. */
  title?: string
  /** What exactly is counted; each entry is a paragraph. */
  text: string[]
  /** Why a day may lack it, where that is not because it is counted since a later day only. */
  unknown?: string
}

const CHANGES = 'Later versions and cancellations of an order change the day and hour in which it was placed, so a figure can also fall.'
const COUNT_ONCE = 'Every order counts once, however often it is sent.'

/** What each figure is called and what it means: a figure that the server has and that has no words does not compile. */
export const measures: Record<MeasureName, MeasureWords> = {
  orders: {
    label: 'Orders',
    text: ['Orders of the business day with at least one sold line of an item or gift card. Cancelled orders and refunds are not counted.', `${COUNT_ONCE} ${CHANGES}`],
  },
  units: {
    label: 'Units',
    text: ['The pieces in all sold lines of the day’s orders; of a line that is weighed or measured the whole pieces, at least one. Returned pieces are not taken off.'],
    unknown: 'The original design counted this day, and kept no units.',
  },
  revenue: {
    label: 'Revenue',
    hint: 'gross',
    title: 'Revenue, gross',
    text: [
      'The sum of price × quantity over all sold lines of the day’s orders, before discounts and without the tax in it. Returns are not taken off, and cancelled orders count nothing.',
      'Shipping, tips, fees and gift cards are not in it.',
      `Each order is summed exactly and rounded once, to the currency’s minor unit, half away from zero. ${COUNT_ONCE}`,
      CHANGES,
    ],
  },
  returns: {
    label: 'Returns',
    text: [
      'The value of all lines with a negative quantity whose event lies in this business day, also when the sale was on an earlier one: after their discounts and without tax. Money given back without goods is in it.',
      'Returns change neither the order count, nor units, nor the leaderboards.',
    ],
  },
  returned_units: {
    label: 'Returned units',
    text: ['The number of pieces in all lines with a negative quantity whose event lies in this business day.', 'They are not taken off the units, which are pieces sold.'],
  },
  discounts: {
    label: 'Discounts',
    text: ['What was taken off the sold lines of the day’s orders, and off orders as a whole.', 'Where prices contain tax, it leaves the line before the discount does: 100.00 with 10 % in it and 25 % off is 90.91 gross and 22.73 discount.'],
  },
  shipping: {
    label: 'Shipping',
    text: ['What was charged for shipping, after its discounts and without tax, less what was given back on this business day.'],
  },
  tax: {
    label: 'Tax',
    text: ['The tax of all lines and of orders as a whole, less what was given back on this business day.'],
  },
  tips: {
    label: 'Tips',
    text: ['Tips of the day’s orders. They are in what was charged, and in no sales.'],
  },
  fees: {
    label: 'Fees',
    text: ['Handling, duties and what is kept back for restocking. They are in total sales, and in no revenue.'],
  },
  gift_cards: {
    label: 'Gift cards',
    text: ['Gift cards that were sold. They are in what was charged; what is bought with them is revenue when it is bought.'],
  },
  unique_items: {
    label: 'Unique items',
    text: ['The number of different SKUs of which the day has sold units.'],
  },
  net_revenue: {
    label: 'Net revenue',
    text: ['Gross revenue less discounts and returns, all of this business day: what platforms call net sales.', 'A return counts on the day it happens, not on the day of the sale it takes back.'],
  },
  total_sales: {
    label: 'Total sales',
    text: ['Net revenue with shipping, tax and fees.'],
  },
  charged: {
    label: 'Charged',
    text: ['What customers paid on this business day, less what they got back: total sales with tips and gift cards.'],
  },
  sales_ex_tax: {
    label: 'Sales without tax',
    hint: 'and shipping',
    text: ['What was charged without tax and shipping.'],
  },
  average_order: {
    label: 'Average order',
    text: ['Gross revenue less discounts, divided by the number of orders of the day, rounded to the currency’s minor unit.'],
  },
}
