import { computed, onScopeDispose, ref, shallowRef, type ComputedRef } from 'vue'
import { ApiError } from '@/api/client'
import type { Goals } from '@/api/types'
import { useLive } from '@/stores/live'
import { useRequest } from '@/stores/request'
import { useSession } from '@/stores/session'

/** How often goals are requested again: nobody reads them by the second. */
const EVERY_MS = 30_000

export const UNITS = ['day', 'week', 'month'] as const
export type Unit = (typeof UNITS)[number]

export interface GoalsStore {
  /** Null until they are known, and with a server that has none. */
  goals: ComputedRef<Goals | null>
  /** Whether this reader may set them. */
  maySet: ComputedRef<boolean>
  /** Throws an `ApiError` that says why not. */
  set(goals: Record<Unit, string | null>): Promise<void>
}

export function useGoals(): GoalsStore {
  const { api, board, shop } = useLive()
  const { session } = useSession()
  const round = ref(0)
  const timer = setInterval(() => (round.value += 1), EVERY_MS)
  onScopeDispose(() => clearInterval(timer))

  const own = shallowRef<{ goals: Goals; round: number } | null>(null)
  const asked = useRequest(
    () => ({ date: board.value?.date ?? '', round: round.value }),
    async ({ round }, signal) => {
      try {
        return { goals: await api.goals(signal), round }
      } catch (problem) {
        // A server of the previous version has none.
        if (problem instanceof ApiError && problem.status === 404) return { goals: null, round }
        throw problem
      }
    },
  )
  const goals = computed(() => (own.value !== null && own.value.round >= (asked.data.value?.round ?? -1) ? own.value.goals : (asked.data.value?.goals ?? null)))
  const maySet = computed(() => session.value !== null && (session.value.open || (session.value.role === 'admin' && (session.value.shops?.includes(shop) ?? true))))
  return {
    goals,
    maySet,
    async set(wanted) {
      own.value = { goals: await api.setGoals(wanted), round: round.value }
    },
  }
}

/** What share of a goal is reached, 0 or more; null if that is unknown. */
export function shareOf(amount: string | null | undefined, goal: string): number | null {
  return amount == null || Number(goal) <= 0 ? null : Math.max(0, Number(amount) / Number(goal))
}

/** An amount as it was typed: a comma may be the decimal sign, and an empty text means no goal. Undefined: not an amount. */
export function amountOf(typed: string): string | null | undefined {
  const text = typed.replace(/\s/g, '').replace(/^(\d+),(\d{1,3})$/, '$1.$2')
  return text === '' ? null : /^\d+(\.\d+)?$/.test(text) ? text : undefined
}
