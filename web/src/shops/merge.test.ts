import { describe, expect, it } from 'vitest'
import type { OverviewMessage, OverviewShop } from '@/api/types'
import { laidOver } from './merge'

const row = (shop: string, orders: number) => ({ shop, orders }) as OverviewShop
const message = (more: Partial<OverviewMessage>): OverviewMessage => ({ seq: 1, as_of: '2026-03-16T09:00:00Z', ...more })

describe('a message of all shops', () => {
  const whole = laidOver(null, message({ count: 2, shops: [row('a', 1), row('b', 2)], order: ['a', 'b'] }))

  it('keeps what it does not mention', () => {
    const next = laidOver(whole, message({ as_of: '2026-03-16T09:00:01Z', shops: [row('b', 3)] }))
    expect([next.as_of, next.count, next.shops]).toEqual(['2026-03-16T09:00:01Z', 2, [row('a', 1), row('b', 3)]])
    // Rows that did not change stay the same objects, so that nothing is redrawn for them.
    expect(next.shops[0]).toBe(whole.shops[0])
  })

  it('says which shops are shown, and in which order', () => {
    const next = laidOver(whole, message({ shops: [row('c', 9)], order: ['c', 'b'] }))
    expect(next.shops).toEqual([row('c', 9), row('b', 2)])
    expect(laidOver(next, message({})).shops).toEqual(next.shops)
  })

  it('keeps nothing of another query', () => {
    const next = laidOver(whole, message({ count: 1, shops: [row('z', 1)], order: ['z'] }))
    expect([next.count, next.shops]).toEqual([1, [row('z', 1)]])
  })
})
