import type { Grammar } from '../grammar'

/** What a figure or a panel means. The meanings of measures are next to their names. */
export const explain = ({ integer }: Grammar) => ({
  close: 'Close',
  body: 'Explanation',
  ofSku: 'SKU {sku}: the orders of the business day that contain it.',
  facts: {
    now: 'Now',
    zone: 'Time zone',
    from: 'Counted from',
    fromWhen: (time: string, day: string) => `${time} local time, ${day}`,
    until: 'Counted until',
    midnight: 'the midnight after',
    currency: 'Currency',
    asOf: 'Figures as of',
    heard: (when: string, age: string) => `${when}, heard ${age}`,
    lastOrder: 'Last order',
    ofTheLast: (count: number) => `Of the last ${integer(count)}`,
    within: (median: string, p95: string) => `half within ${median} ms, 95% within ${p95} ms`,
  },
  waterfall: {
    title: 'How the sales add up',
    step: 'Step',
    amount: 'Amount',
    /** Read out before a step, where sighted readers see a sign. */
    signs: { sum: 'makes', 1: 'plus', '-1': 'less' },
  },
  orders: {
    title: 'Latest orders behind this figure',
    total: (orders: number) => `of ${integer(orders)} in the ledger`,
    note: 'Cancelled orders and pure returns are listed too.',
    partial: 'The original design counted orders of this day without keeping them one by one.',
    reading: 'Loading the ledger',
    none: 'The ledger has no such order on this day.',
    older: 'Older orders',
    changed: (when: string) => `changed ${when}`,
    converted: (amount: string) => `converted from ${amount}`,
    convertedAt: (amount: string, rate: string) => `converted from ${amount} at its own rate, ${rate}`,
    convertedOn: (amount: string, rate: string, day: string) => `converted from ${amount} at ${rate}, the rate of ${day}`,
    version: (version: number) => `version ${integer(version)}`,
    cancelled: 'cancelled, does not count',
    pending: 'pending, does not count',
    test: 'a test, does not count',
    returns: (amount: string) => `returns ${amount}`,
  },
  topics: {
    comparison: {
      title: 'The comparison',
      text: [
        'The day until now against yesterday, and against the same weekday a week ago, each only until the same time of day. The figure next to each change is that baseline.',
        'Net revenue and total sales are kept by the hour: they compare until the last whole hour, on each of the days. So does the average order of a shop with discounts.',
        'Below 10 orders, the difference is shown instead of a percentage, which would say more about chance than about sales.',
      ],
    },
    pulse: {
      title: 'Pulse of the day',
      text: ['Orders, or gross revenue, by the time at which they were placed. Minutes are summed into bars that are wide enough to see and hold at least one order on average.', 'The line is the same weekday a week ago, averaged over 30 minutes.', 'The sum shows what both days have come to by each minute. It is shown first below 100 orders a day.'],
    },
    week: {
      title: 'Week by hour',
      text: [
        'The figure shown first (gross revenue, unless you chose another) for each hour of the last seven calendar days, in local time. The darker an hour, the more it sold compared with the best hour of the week.',
        'An hour that sells more than three times as much as most others would make those look alike: it is darker than the scale, which ends before it.',
        'On the day the clocks go back both hours with the same name are one; on the day they go forward one hour stays empty.',
      ],
    },
    channel: {
      title: 'By channel',
      text: ['Orders and gross revenue of the business day by the channel that each order names. Orders without one are a row of their own. The share is of all gross revenue.', 'It is kept by day, so only a day that is over is compared, with the same weekday a week before.'],
    },
    country: {
      title: 'By country',
      text: ['Orders and gross revenue of the business day by the country they go to. Orders without one are a row of their own. The share is of all gross revenue.', 'It is kept by day, so only a day that is over is compared, with the same weekday a week before.'],
    },
    popular_today: {
      title: 'Top items of the day',
      text: ['Units sold in this business day by SKU, most first; ties by SKU.', 'Arrows show the change against the ranking of the whole day before; an item that was not among its first 50 is new.'],
    },
    popular: {
      title: 'Top items of all time',
      text: ['Units sold by SKU since the first order, most first; ties by SKU. This list is kept longer than the orders themselves.', 'Arrows show the change within the last hour, or since you opened this page.'],
    },
    latest: {
      title: 'Latest items',
      text: ['The last item lines that came in, newest first, as they arrived. Later versions of an order do not appear again.'],
    },
    usual: {
      title: 'The usual range',
      text: [
        'The middle half of the daily totals of the last eight such weekdays: a quarter of them were below its lower end, a quarter above its upper end.',
        'It is shown once there are four such days with orders.',
      ],
    },
    freshness: {
      title: 'Freshness',
      text: [
        'The time from when the server made an order durable until this page painted it, measured here for each update with new orders.',
        'The two clocks are compared by the timestamps of the live messages, so it does not matter whether this computer’s clock is right.',
      ],
    },
  },
})
