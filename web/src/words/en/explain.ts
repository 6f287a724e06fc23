import type { Grammar } from '../grammar'

/** What a figure or a panel means, for whoever asks. Those of measures stand beside their names. */
export const explain = ({ integer }: Grammar) => ({
  close: 'Close',
  body: 'Explanation',
  ofSku: 'SKU {sku}: the orders of the business day that hold it.',
  facts: {
    now: 'Now',
    zone: 'Time zone',
    from: 'Counted from',
    fromWhen: (time: string, day: string) => `${time} local time, ${day}`,
    until: 'Counted until',
    midnight: 'the midnight after',
    currency: 'Currency',
    asOf: 'Figures of',
    heard: (when: string, age: string) => `${when}, heard ${age}`,
    lastOrder: 'Last order',
    ofTheLast: (count: number) => `Of the last ${integer(count)}`,
    within: (median: string, p95: string) => `half within ${median} ms, 95% within ${p95} ms`,
  },
  waterfall: {
    title: 'How the sales add up',
    step: 'Step',
    amount: 'Amount',
    /** Read before a step, where others see a sign. */
    signs: { sum: 'makes', 1: 'plus', '-1': 'less' },
  },
  orders: {
    title: 'Latest orders behind it',
    total: (orders: number) => `of ${integer(orders)} in the ledger`,
    note: 'Cancelled orders and pure returns are listed too.',
    partial: 'The original design counted orders of this day, and kept none of them one by one.',
    reading: 'Reading the ledger',
    none: 'The ledger holds no such order of this day.',
    older: 'Older orders',
    changed: (when: string) => `changed ${when}`,
    version: (version: number) => `version ${integer(version)}`,
    cancelled: 'cancelled, counts nothing',
    pending: 'pending, counts nothing',
    test: 'a test, counts nothing',
    returns: (amount: string) => `returns ${amount}`,
  },
  topics: {
    comparison: {
      title: 'The comparison',
      text: [
        'The day until now against yesterday, and against the same weekday a week ago, each only until the same time of day. The figure beside each change is that baseline.',
        'Net revenue and total sales are kept by the hour: they compare until the last whole hour, on each of the days.',
        'Against fewer than 10 orders stands what is more or less, and no percentage: it would say more about chance than about sales.',
      ],
    },
    pulse: {
      title: 'Pulse of the day',
      text: ['Orders, or gross revenue, by the time at which they were placed. Minutes are summed into bars wide enough to see, and with an order in each on average.', 'The line is the same weekday a week ago, averaged over 30 minutes.', 'The sum shows what both days have come to by each minute. It is shown first below 100 orders a day.'],
    },
    week: {
      title: 'Week by hour',
      text: [
        'The figure that stands first, gross revenue unless it is another, of each local hour of the last seven calendar days. The darker an hour, the more it sold against the best hour of the week.',
        'An hour that sells far more than all others, more than three times what most hours do, would make those look alike: it is darker than the scale, which ends before it.',
        'On the day the clocks go back both hours with the same name are one; on the day they go forward one hour stays empty.',
      ],
    },
    channel: {
      title: 'By channel',
      text: ['Orders and gross revenue of the business day by where they were sold, as the orders say it; those that say none are a row of their own. The share is that of all gross revenue.', 'It is kept by the day, so only a day that is over is compared, with the same weekday a week before.'],
    },
    country: {
      title: 'By country',
      text: ['Orders and gross revenue of the business day by where they go, as the orders say it; those that say none are a row of their own. The share is that of all gross revenue.', 'It is kept by the day, so only a day that is over is compared, with the same weekday a week before.'],
    },
    popular_today: {
      title: 'Top items of the day',
      text: ['Units sold in this business day by SKU, most first; equal ones by SKU.', 'Arrows show the change against the ranking of the whole day before; an item that was not among its first 50 is new.'],
    },
    popular: {
      title: 'Top items of all time',
      text: ['Units sold by SKU since the first order, most first; equal ones by SKU. It is kept longer than the orders themselves.', 'Arrows show the change within the last hour, or since this page was opened.'],
    },
    latest: {
      title: 'Latest items',
      text: ['The item lines that came in last, newest first, in the order of their arrival. Later versions of an order do not appear again.'],
    },
    usual: {
      title: 'The usual range',
      text: [
        'The middle half of the daily totals of the eight same weekdays before: a quarter of them were lower than its lower end, a quarter higher than its upper end.',
        'It is shown from four such days with orders on.',
      ],
    },
    freshness: {
      title: 'Freshness',
      text: [
        'The time from the moment the server had made an order durable until this page had painted it, measured here for each update with new orders.',
        'The two clocks are compared by the stamps of the live messages, so it does not matter whether this computer’s clock is right.',
      ],
    },
  },
})
