import { beforeEach, describe, expect, it } from 'vitest'
import { go, hrefOf, isMasked, isWall, page, param, placeOf, setParams } from './place'

beforeEach(() => {
  go('board')
  setParams({ shop: null, wall: null, masked: null, lang: null })
})

describe('the place', () => {
  it('is read from the address', () => {
    const at = (pathname: string) => placeOf({ pathname, search: '' }).page
    expect(['/items', '/sales/items', '/', '/sales/till/', '/index.html'].map(at)).toEqual(['items', 'items', 'board', 'board', 'board'])
  })

  it('is nowhere at an address without a page', () => {
    expect(placeOf({ pathname: '/no-such-page', search: '' }).page).toBe('nowhere')
    window.history.pushState(null, '', '/no-such-page')
    window.dispatchEvent(new PopStateEvent('popstate'))
    setParams({ masked: '' })
    expect([page.value, window.location.pathname + window.location.search]).toEqual(['nowhere', '/no-such-page?masked'])
  })

  it('keeps the shop and the modes from page to page, and nothing else', () => {
    setParams({ shop: 'acme', masked: '', lang: 'de', q: 'mug' })
    expect(hrefOf('days', { date: '2018-03-11' })).toBe('/days?shop=acme&masked&lang=de&date=2018-03-11')
    go('days')
    expect([page.value, isMasked.value, isWall.value, param('q')]).toEqual(['days', true, false, ''])
  })

  it('changes and removes parameters of the same page', () => {
    go('items', { q: 'mug', offset: '50' })
    setParams({ offset: null })
    expect(window.location.search).toBe('?q=mug')
  })
})
