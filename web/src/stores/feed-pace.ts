import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { clockNow } from './clock'
import type { FeedLine } from './feed'

/** Nobody can read more lines a second than this. */
const READABLE = 2
/** Above that, the feed is updated only this often: long enough to read some of it. */
export const EVERY_SECONDS = 5

export interface Pace {
  /** Called each second with the number of the newest line: whether the feed should show what came in. */
  tick(newest: number): boolean
  /** Lines a second over the last seconds, while there are too many to read; else null. */
  tooFast(): number | null
}

/** `newest`: the number of the newest line when the feed is opened, 0 while there is none. */
export function createPace(newest = 0): Pace {
  let seen = [newest]
  let shownAgo = 0
  const rate = () => (seen.length < 2 ? 0 : ((seen.at(-1) ?? 0) - (seen[0] ?? 0)) / (seen.length - 1))
  return {
    tick(newest) {
      const wasReadable = rate() <= READABLE
      // The very first lines were there before the page.
      seen = seen.at(-1) === 0 ? [newest] : [...seen, newest].slice(-EVERY_SECONDS - 1)
      shownAgo = wasReadable || rate() <= READABLE || shownAgo + 1 >= EVERY_SECONDS ? 0 : shownAgo + 1
      return shownAgo === 0
    },
    tooFast: () => (rate() <= READABLE ? null : rate()),
  }
}

/** A feed that stays readable at every rate: line by line, or every few seconds when lines come too fast. */
export function usePaced(feed: Readonly<{ value: readonly FeedLine[] }>): { lines: ComputedRef<readonly FeedLine[]>; aMinute: ComputedRef<number | null> } {
  const pace = createPace(feed.value[0]?.serial)
  const rate = ref<number | null>(null)
  const shown = shallowRef<readonly FeedLine[]>(feed.value)
  watch(clockNow, () => {
    const isDue = pace.tick(feed.value[0]?.serial ?? 0)
    rate.value = pace.tooFast()
    if (isDue) shown.value = feed.value
  })
  return {
    // As long as it is not too fast, each line is shown at once.
    lines: computed(() => (rate.value === null ? feed.value : shown.value)),
    // Two digits: nobody reads a figure that changes every second.
    aMinute: computed(() => (rate.value === null ? null : Number((rate.value * 60).toPrecision(2)))),
  }
}
