import { shallowRef } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LiveStatus } from '@/live/status'
import { createSession } from './session'

function harness(...answers: Response[]) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string, how?: RequestInit) => {
    asked.push(`${how?.method ?? 'GET'} ${url}`)
    return answers.shift() ?? new Response(null, { status: 204 })
  })
  const status = shallowRef<LiveStatus>({ phase: 'live', retryAt: null, problem: null, detour: null })
  const renew = vi.fn()
  const page = { location: { search: '' } as Location }
  return { asked, status, renew, page, store: createSession({ shop: 'default', status, renew }, page) }
}
const session = (more: object = {}) => Response.json({ role: 'view', shops: null, open: false, name: 'wall', ...more })
const unknown = () => Response.json({ title: 'Unauthorized', detail: 'This key is not known.', status: 401 }, { status: 401, headers: { 'content-type': 'application/problem+json' } })

afterEach(() => void vi.unstubAllGlobals())

describe('the session', () => {
  it('asks for a key when nobody is signed in, and requests the figures again when one fits', async () => {
    const { store, asked, renew } = harness(unknown(), new Response(null, { status: 204 }), session())
    await store.ask()
    expect(store.isRefused.value).toBe(true)
    await store.enter('secret')
    expect(store.isRefused.value).toBe(false)
    expect(store.session.value?.name).toBe('wall')
    expect(renew).toHaveBeenCalledOnce()
    expect(asked).toEqual(['GET /v1/session', 'POST /v1/session', 'GET /v1/session'])
  })
  it('says why a key does not fit, and stays signed out', async () => {
    const { store, renew } = harness(unknown(), unknown())
    await store.ask()
    await expect(store.enter('wrong')).rejects.toThrow('This key is not known.')
    expect([store.isRefused.value, renew.mock.calls.length]).toEqual([true, 0])
  })
  it('is over when the live channel is refused, whoever ended it', async () => {
    const { store, status } = harness(session())
    await store.ask()
    status.value = { phase: 'refused', retryAt: null, problem: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: '' }, detour: null }
    expect(store.isRefused.value).toBe(true)
  })
  it('closes the connection when it ends', async () => {
    const { store, renew, asked } = harness(session())
    await store.ask()
    await store.leave()
    expect([store.isRefused.value, renew.mock.calls.length, asked.at(-1)]).toEqual([true, 1, 'DELETE /v1/session'])
  })
  it('goes to a shop that the key may see', async () => {
    const { store, page } = harness(session({ shops: ['acme', 'bmce'] }))
    await store.ask()
    expect(page.location.search).toBe('?shop=acme')
  })
  it('does nothing if the server is away or has no sessions', async () => {
    const { store } = harness(new Response('<html>', { status: 200 }))
    await store.ask()
    expect([store.isRefused.value, store.session.value]).toEqual([false, null])
  })
})
