import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import { fetchSession, signIn, signOut } from '@/api/client'
import type { Session } from '@/api/types'
import type { LiveStore } from './live'

export interface SessionStore {
  /** Who this browser is signed in as; null until that is known, and for nobody. */
  session: Readonly<ShallowRef<Session | null>>
  /** Whether the server needs a key. */
  isRefused: ComputedRef<boolean>
  ask(): Promise<void>
  /** Throws an `ApiError` that says why not. */
  enter(key: string): Promise<void>
  leave(): Promise<void>
}

const KEY: InjectionKey<SessionStore> = Symbol('session')
export const sessionKey = KEY

export function useSession(): SessionStore {
  const store = inject(KEY)
  if (store === undefined) throw new Error('the session is provided by main.ts')
  return store
}

/**
 * Who is signed in. The live channel decides: it is refused with 401 if the cookie is missing, expired or revoked, in every open
 * tab at once, and opens again after signing in.
 */
export function createSession(live: Pick<LiveStore, 'shop' | 'status' | 'renew'>, page: Pick<Window, 'location'> = window): SessionStore {
  const session = shallowRef<Session | null>(null)
  const isUnknown = shallowRef(false)
  const isRefused = computed(() => isUnknown.value || live.status.value.problem?.status === 401)

  async function ask(): Promise<void> {
    // If a server cannot be reached, or is older than keys, the live channel reports that.
    const answer = await fetchSession().catch(() => undefined)
    if (answer === undefined) return
    session.value = answer
    isUnknown.value = answer === null
    const shops = answer?.shops
    const first = shops?.[0]
    if (first !== undefined && !shops?.includes(live.shop)) page.location.search = `?shop=${encodeURIComponent(first)}`
  }

  return {
    session,
    isRefused,
    ask,
    async enter(key) {
      await signIn(key)
      await ask()
      live.renew()
    },
    async leave() {
      await signOut()
      session.value = null
      isUnknown.value = true
      live.renew()
    },
  }
}
