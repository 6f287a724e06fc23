import type { Baseline } from '@/api/types'

/** Below this many orders a percentage says more about chance than about sales, so none is shown. */
export const SMALLEST_BASELINE = 10

export type Change =
  /** Share gained or lost: 0.12 is 12 % more. */
  | { kind: 'share'; share: number }
  | { kind: 'too_few' }
  | { kind: 'nothing' }
  | { kind: 'unknown' }

export function changeOf(now: number, then: number, baseline: Baseline | null): Change {
  if (baseline === null) return { kind: 'unknown' }
  if (baseline.orders === 0) return { kind: 'nothing' }
  if (baseline.orders < SMALLEST_BASELINE || then <= 0) return { kind: 'too_few' }
  return { kind: 'share', share: now / then - 1 }
}
