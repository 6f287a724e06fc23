import type { Grammar } from '../grammar'

/** What several pages say. */
export const common = ({ count }: Grammar) => ({
  today: 'Today',
  yesterday: 'yesterday',
  day: 'Day',
  item: 'Item',
  sku: 'SKU',
  now: 'now',
  notKnown: 'unknown',
  unitsOf: (units: number) => count(units, { one: '# unit', other: '# units' }),
  tryAgain: 'Try again',
  readingDay: 'Loading the day',
  noOrdersYet: 'No orders yet today.',
  nothingSold: 'Nothing sold yet.',
  nothingCameIn: 'Nothing has come in yet.',
  ordersWithIt: 'Orders with this item',
  pause: 'Pause',
  goOn: 'Resume',
  asOf: (when: string) => `as of ${when}`,
  noSuchDay: (text: string, example: string) => `“${text}” is not a date: write it like ${example}.`,
  asTable: 'As a table',
  explain: (what: string) => `Explain: ${what}`,
  whatIsThis: 'What is this number?',
  pager: {
    label: 'Parts of the list',
    first: 'First',
    back: 'Back',
    next: 'Next',
    last: 'Last',
  },
})
