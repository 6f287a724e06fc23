import { computed, type ComputedRef } from 'vue'
import type { DaysQuery } from '@/api/client'
import { useLive } from '@/stores/live'
import { param, setParams, visit, type Params } from '@/stores/place'
import { AGAINST, isWrong, queryOf, readDays, STEPS, usualStep, type Against, type Days, type Step, type Wrong } from './range'

export interface PickedRange {
  /** The days from the address, else the page's default. */
  days: ComputedRef<Days>
  /** Whether the address names no days of its own. */
  isUsual: ComputedRef<boolean>
  /** Why the days in the address are invalid. */
  wrong: ComputedRef<Wrong | null>
  query: ComputedRef<DaysQuery>
  /** Null: with nothing. */
  against: ComputedRef<Against | null>
  step: ComputedRef<Step>
  /** Each choice is a step of its own in the browser's history. */
  choose(days: Days): void
  chooseAgainst(against: Against | null): void
  chooseStep(step: Step): void
}

const NOTHING = 'nothing'
/** With other days, a list starts again at its first page, and shows days rather than all time. */
const ANEW: Params = { offset: null, all: null }

/** The run of days that a page shows, which is kept only in the address. `usual` is its default. */
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

/** How an address names some days; a single day has a shorter form. */
export function paramsOf(days: Days): Params {
  const none = { span: null, first: null, last: null, date: null }
  if ('span' in days) return { ...none, span: days.span }
  return days.first === days.last ? { ...none, date: days.first } : { ...none, first: days.first, last: days.last }
}
