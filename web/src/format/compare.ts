import type { Baseline } from '@/api/types'
import { add, negate } from './decimal'

/** Below this many orders a percentage says more about chance than about sales, so none is shown. */
export const SMALLEST_BASELINE = 10

export type Change =
  /** Share gained or lost: 0.12 is 12 % more. */
  | { kind: 'share'; share: number }
  | { kind: 'too_few' }
  /** With few orders: the absolute difference, as an exact decimal. */
  | { kind: 'difference'; by: string }
  | { kind: 'nothing' }
  | { kind: 'unknown' }

/** The same for sums, for which a few orders still give a meaningful difference. */
export function changeOfSum(now: string | number, then: string | number, baseline: Baseline | null): Change {
  const change = changeOf(Number(now), Number(then), baseline)
  const isFew = baseline !== null && baseline.orders < SMALLEST_BASELINE
  return change.kind === 'too_few' && isFew ? { kind: 'difference', by: add(String(now), negate(String(then))) } : change
}

export function changeOf(now: number, then: number, baseline: Baseline | null): Change {
  if (baseline === null) return { kind: 'unknown' }
  if (baseline.orders === 0) return { kind: 'nothing' }
  if (baseline.orders < SMALLEST_BASELINE || then <= 0) return { kind: 'too_few' }
  return { kind: 'share', share: now / then - 1 }
}
