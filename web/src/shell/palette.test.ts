import { describe, expect, it } from 'vitest'
import { dayMeant } from './days'
import { overlayOf } from './overlay'

describe('the palette', () => {
  it('knows which day is meant', () => {
    const day = (text: string) => dayMeant(text, '2026-11-29')
    expect([day('2026-11-27'), day(' 2026-1-2 '), day('27.11.2025'), day('5.3.'), day('30.11.')]).toEqual(['2026-11-27', '2026-01-02', '2025-11-27', '2026-03-05', '2025-11-30'])
    expect([day('2026-11-30'), day('2026-02-30'), day('31.2.'), day('BF-0001'), day('')]).toEqual([null, null, null, null, null])
  })

  it('opens by keys, unless they are typed into a field', () => {
    const press = (key: string, more: object = {}) => overlayOf({ key, ctrlKey: false, metaKey: false, altKey: false, target: document.body, ...more })
    const target = document.createElement('input')
    expect([press('?'), press('/'), press('k'), press('k', { ctrlKey: true }), press('K', { metaKey: true })]).toEqual(['keys', 'palette', null, 'palette', 'palette'])
    expect([press('?', { target }), press('/', { target }), press('k', { target, ctrlKey: true }), press('/', { ctrlKey: true })]).toEqual([null, null, 'palette', null])
  })
})
