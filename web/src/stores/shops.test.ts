import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
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

describe('whether there are several shops', () => {
  beforeEach(() => {
    window.localStorage.clear()
    vi.resetModules()
  })

  const visit = async (total: number) => {
    const { followShops, hasSeveralShops } = await import('./shops')
    const before = hasSeveralShops.value
    followShops({ api: { shops: async () => ({ shops: [], total }) } as never, status: shallowRef({ phase: 'live', retryAt: null, problem: null, detour: null }) })
    await vi.waitFor(() => expect(hasSeveralShops.value).toBe(total > 1))
    await Promise.resolve()
    vi.resetModules()
    return before
  }

  it('is known from the last visit until the server has answered', async () => {
    expect(await visit(3)).toBe(false)
    expect(await visit(1)).toBe(true)
    expect(await visit(1)).toBe(false)
  })
})
