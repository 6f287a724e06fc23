import { beforeEach, describe, expect, it } from 'vitest'
import { chosenShops, rememberShop } from './shops'

describe('the recently chosen shops', () => {
  beforeEach(() => window.localStorage.clear())

  it('are the last five, the newest first, each once', () => {
    for (const shop of ['a', 'b', 'c', 'a', 'd', 'e', 'f']) rememberShop(shop)
    expect(chosenShops()).toEqual(['f', 'e', 'd', 'a', 'c'])
  })

  it('are none where something else was stored', () => {
    rememberShop('a')
    const key = window.localStorage.key(0) ?? ''
    for (const text of ['{"a":1}', 'no JSON', '[1,{"shop":"b"}]']) {
      window.localStorage.setItem(key, text)
      expect(chosenShops()).toEqual([])
    }
  })
})
