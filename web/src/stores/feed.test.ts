import { describe, expect, it } from 'vitest'
import { growLog, LOG_LINES, type FeedLine } from './feed'

const line = (sku: string) => ({ sku, name: sku, quantity: 1, price: '1.00', sold_at: '2018-03-11T10:00:00Z' })
const seen = (log: readonly FeedLine[]) => log.map((entry) => `${entry.sku}${entry.serial}${entry.gap ? ' gap' : ''}`)

describe('feed log', () => {
  it('puts new lines on top, numbers them consecutively, and keeps those that the server has dropped', () => {
    const first = growLog([], ['b', 'a'].map(line))
    expect(seen(first)).toEqual(['b2', 'a1'])
    const second = growLog(first, ['d', 'c', 'b'].map(line))
    expect(seen(second)).toEqual(['d4', 'c3', 'b2', 'a1'])
  })

  it('stays the same object when nothing came in', () => {
    const first = growLog([], ['b', 'a'].map(line))
    expect(growLog(first, ['b', 'a'].map(line))).toBe(first)
    expect(growLog(first, [])).toBe(first)
  })

  it('marks where lines are missing', () => {
    const first = growLog([], ['b', 'a'].map(line))
    expect(seen(growLog(first, ['z', 'y'].map(line)))).toEqual(['z4', 'y3 gap', 'b2', 'a1'])
  })

  it('tells two equal lines apart', () => {
    const first = growLog([], ['a'].map(line))
    expect(seen(growLog(first, ['b', 'a'].map(line)))).toEqual(['b2', 'a1'])
  })

  it('does not grow forever', () => {
    let log: readonly FeedLine[] = []
    for (let n = 0; n < 3000; n += 1) log = growLog(log, [`s${n + 1}`, `s${n}`].map(line))
    expect(log).toHaveLength(LOG_LINES)
  })
})
