import { computed, type ComputedRef } from 'vue'
import type { DaysQuery } from '@/api/client'
import { useLive } from '@/stores/live'
import { param, setParams, visit, type Params } from '@/stores/place'
import { AGAINST, isWrong, queryOf, readDays, STEPS, usualStep, type Against, type Days, type Step, type Wrong } from './range'

export interface PickedRange {
  /** What is asked for: by the address, else what the page shows unasked. */
  days: ComputedRef<Days>
  /** Whether the address names no days of its own. */
  isUsual: ComputedRef<boolean>
  /** Why the address names none, though it tries to. */
  wrong: ComputedRef<Wrong | null>
  query: ComputedRef<DaysQuery>
  /** Null: with nothing. */
  against: ComputedRef<Against | null>
  step: ComputedRef<Step>
  /** Each is a step of its own in the browser's history. */
  choose(days: Days): void
  chooseAgainst(against: Against | null): void
  chooseStep(step: Step): void
}

const NOTHING = 'nothing'
/** A list begins anew with other days, and is one of days. */
const ANEW: Params = { offset: null, all: null }

/** The run of days that a page shows, which stands in the address alone. `usual` is what it shows unasked. */
export function useRange(usual: () => Days): PickedRange {
  const { board } = useLive()
  const today = computed(() => board.value?.date ?? '')
  const read = computed(() => readDays({ span: param('span'), first: param('first'), last: param('last'), date: param('date') }, today.value))
  const wrong = computed(() => (isWrong(read.value) ? read.value : null))
  const days = computed<Days>(() => (read.value === null || isWrong(read.value) ? usual() : read.value))
  return {
    days,
    wrong,
    isUsual: computed(() => read.value === null),
    query: computed(() => queryOf(days.value)),
    against: computed(() => (param('against') === NOTHING ? null : (AGAINST.find((one) => one === param('against')) ?? 'previous'))),
    step: computed(() => STEPS.find((one) => one === param('step')) ?? usualStep(days.value)),
    choose: (chosen) => visit({ ...ANEW, ...paramsOf(chosen), step: null }),
    chooseAgainst: (against) => visit({ ...ANEW, against: against === 'previous' ? null : (against ?? NOTHING) }),
    chooseStep: (step) => setParams({ step: step === usualStep(days.value) ? null : step }),
  }
}

/** How an address says some days: a day alone has the shorter way. */
export function paramsOf(days: Days): Params {
  const none = { span: null, first: null, last: null, date: null }
  if ('span' in days) return { ...none, span: days.span }
  return days.first === days.last ? { ...none, date: days.first } : { ...none, first: days.first, last: days.last }
}
