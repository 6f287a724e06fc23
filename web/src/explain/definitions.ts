import { isMeasure } from '@/measures/present'
import { STEPS } from '@/measures/waterfall'
import { words } from '@/words/words'
import type { Topic } from './explained'
import { explainWords } from './words'

export interface Definition {
  title: string
  /** What exactly is counted; each entry is a paragraph. */
  text: string[]
  /** Whether the orders behind it can be listed. */
  orders: boolean
  /** Whether it is a step from gross revenue to total sales. */
  addsUp: boolean
}

/** Panels that the day's orders do not explain: they are about other days, or about none. */
const WITHOUT_ORDERS: readonly Topic[] = ['comparison', 'week', 'popular', 'usual', 'freshness']

export function definitionOf(topic: Topic): Definition {
  const orders = !WITHOUT_ORDERS.includes(topic)
  if (!isMeasure(topic)) return { ...explainWords.value.topics[topic], orders, addsUp: false }
  const { label, title, text } = words.value.measures[topic]
  return { title: title ?? label, text, orders, addsUp: STEPS.includes(topic) }
}
