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

/** The signs with which a locale writes decimals and, every three digits, thousands. */
function signsOf(locale: string): { point: string; group: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always', minimumFractionDigits: 1, numberingSystem: 'latn' }).formatToParts(1_234_567)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return { point: of('decimal'), group: of('group') }
}

/**
 * An amount as it was typed: 25,000 is 25000 where people write thousands so, and 25 where the comma begins decimals. Elsewhere,
 * both comma and point begin decimals. An empty text means no goal. Undefined: not an amount.
 */
export function amountOf(typed: string, locale: string): string | null | undefined {
  const { point, group } = signsOf(locale)
  const text = typed.replace(/[\s'’]/g, '')
  const [whole = '', decimals, ...more] = text.split(point)
  const thousands = whole.split(group)
  const isGrouped = thousands.length > 1 && more.length === 0 && thousands.every((digits, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(digits))
  const plain = isGrouped ? thousands.join('') + (decimals === undefined ? '' : `.${decimals}`) : text.replace(',', '.')
  return text === '' ? null : /^\d+(\.\d+)?$/.test(plain) ? plain : undefined
}

/** An amount as `amountOf` reads it. */
export const typedAs = (amount: string, locale: string): string => amount.replace('.', signsOf(locale).point)
