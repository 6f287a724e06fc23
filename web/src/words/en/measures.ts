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
    text: ['Orders of the business day with at least one sold line. Cancelled orders and pure returns are not counted.', `${COUNT_ONCE} ${CHANGES}`],
  },
  units: {
    label: 'Units',
    text: ['The sum of the quantities of all sold lines of the day’s orders. Returned pieces are not taken off.'],
    unknown: 'The original design counted this day, and kept no units.',
  },
  revenue: {
    label: 'Revenue',
    hint: 'gross',
    title: 'Revenue, gross',
    text: [
      'The sum of price × quantity over all sold lines of the day’s orders. Returns are not taken off, and cancelled orders count nothing.',
      `Each order is summed exactly and rounded once, to the currency’s minor unit, half away from zero. ${COUNT_ONCE}`,
      CHANGES,
    ],
  },
  returns: {
    label: 'Returns',
    text: [
      'The value of all lines with a negative quantity whose event lies in this business day, also when the sale was on an earlier one.',
      'Returns change neither the order count, nor units, nor the leaderboards.',
    ],
  },
  returned_units: {
    label: 'Returned units',
    text: ['The number of pieces in all lines with a negative quantity whose event lies in this business day.', 'They are not taken off the units, which are pieces sold.'],
  },
  unique_items: {
    label: 'Unique items',
    text: ['The number of different SKUs of which the day has sold units.'],
  },
  net_revenue: {
    label: 'Net revenue',
    text: ['Gross revenue less returns, both of this business day.', 'A return counts on the day it happens, not on the day of the sale it takes back.'],
  },
  average_order: {
    label: 'Average order',
    text: ['Gross revenue divided by the number of orders of the day, rounded to the currency’s minor unit.'],
  },
}
