import type { MeasureName } from '@/measures/measures.gen'
import { WORDS } from '@/measures/words'
import type { Topic } from './explained'

export interface Definition {
  title: string
  /** What exactly is counted; each entry is a paragraph. */
  text: string[]
  /** Whether orders stand behind it that can be listed. */
  orders: boolean
}

const MEASURES = Object.fromEntries(
  Object.entries(WORDS).map(([name, { label, title, text }]) => [name, { title: title ?? label, text, orders: true }]),
) as Record<MeasureName, Definition>

export const DEFINITIONS: Record<Topic, Definition> = {
  ...MEASURES,
  comparison: {
    title: 'The comparison',
    text: [
      'The day until now against yesterday, and against the same weekday a week ago, each only until the same time of day. The figure beside each change is that baseline.',
      'No percentage is shown against fewer than 10 orders: it would say more about chance than about sales.',
    ],
    orders: false,
  },
  pulse: {
    title: 'Pulse of the day',
    text: ['Orders, or gross revenue, by the time at which they were placed. Minutes are summed into bars wide enough to see.', 'The line is the same weekday a week ago, averaged over 30 minutes.'],
    orders: true,
  },
  week: {
    title: 'Week by hour',
    text: [
      'Gross revenue of each local hour of the last seven calendar days. The darker an hour, the more it sold against the best hour of the week.',
      'On the day the clocks go back both hours with the same name are one; on the day they go forward one hour stays empty.',
    ],
    orders: false,
  },
  popular_today: {
    title: 'Top items of the day',
    text: ['Units sold in this business day by SKU, most first; equal ones by SKU.', 'Arrows show the change against the ranking of the whole day before.'],
    orders: true,
  },
  popular: {
    title: 'Top items of all time',
    text: ['Units sold by SKU since the first order, most first; equal ones by SKU. It is kept longer than the orders themselves.', 'Arrows show the change within the last hour, or since this page was opened.'],
    orders: false,
  },
  latest: {
    title: 'Latest items',
    text: ['The item lines that came in last, newest first, in the order of their arrival. Later versions of an order do not appear again.'],
    orders: true,
  },
  usual: {
    title: 'The usual range',
    text: [
      'The middle half of the daily totals of the eight same weekdays before: a quarter of them were lower than its lower end, a quarter higher than its upper end.',
      'It is shown from four such days with orders on.',
    ],
    orders: false,
  },
  freshness: {
    title: 'Freshness',
    text: [
      'The time from the moment the server had made an order durable until this page had painted it, measured here for each update with new orders.',
      'The two clocks are compared by the stamps of the live messages, so it does not matter whether this computer’s clock is right.',
    ],
    orders: false,
  },
}
