import { computed, type ComputedRef } from 'vue'
import type { Baseline } from '@/api/types'
import { changeOfSum } from '@/format/compare'
import { createFormats } from '@/format/formats'
import { whyUnknown } from '@/format/unknown'
import { useLive } from '@/stores/live'
import { isMasked } from '@/stores/place'
import { wayOf, wayOfShare, type Way } from '@/ui/trend'
import { words, spoken } from '@/words/words'
import { shopWords } from './words'

/** How much more it is than the earlier figure. */
export interface Growth {
  text: string
  way: Way
  /** Why there is no figure. */
  why: string
  /** Why it is no percentage. */
  hint: string
}

export interface Writing {
  /** An amount in a currency. */
  money(amount: string, currency: string): string
  /** A difference in a currency. */
  more(by: string, currency: string): string
  /** A rate, with all of its digits. */
  rate(value: string): string
  /** The time of day in a zone. */
  clock(at: number, zone: string): string
  growth(now: string | null, then: Baseline | null | undefined, currency: string, unknown?: string | null): Growth
}

/** How the figures of many shops are written: each shop has its own currency and clock. */
export function useWriting(): ComputedRef<Writing> {
  const { formats } = useLive()
  return computed(() => {
    const { locale, dir } = spoken.value
    const monies = kept((currency) => createFormats(locale, { currency, timezone: 'UTC', today: '' }, isMasked.value, dir))
    const clocks = kept((timeZone) => clockOf(locale, timeZone))
    const { change } = formats.value
    const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 })
    return {
      money: (amount, currency) => monies(currency).money(amount),
      more: (by, currency) => monies(currency).moneyMore(by),
      rate: (value) => rates.format(Number(value)),
      clock: (at, zone) => clocks(zone).format(at),
      growth: (now, then, currency, unknown) => growthOf(now, then, unknown, { share: change, more: (by) => monies(currency).moneyMore(by) }),
    }
  })
}

interface Write {
  share(share: number): string
  more(by: string): string
}

/** How one figure grew from another, by the board's rule: a percentage of a few orders says nothing. */
export function growthOf(now: string | null, then: Baseline | null | undefined, unknown: string | null | undefined, write: Write): Growth {
  const none = (why: string): Growth => ({ text: '–', way: 'level', why, hint: '' })
  if (now === null) return none(shopWords.value.couldNotRead)
  const change = changeOfSum(now, then?.revenue ?? '0', then ?? null)
  switch (change.kind) {
    case 'share':
      return { text: write.share(change.share), way: wayOfShare(change.share), why: '', hint: '' }
    case 'difference':
      return { text: write.more(change.by), way: wayOf(Number(change.by)), why: '', hint: words.value.board.headline.difference }
    case 'unknown':
      return none(unknown === undefined || unknown === null ? words.value.common.notKnown : whyUnknown(unknown as Parameters<typeof whyUnknown>[0]))
    case 'nothing':
      return none(shopWords.value.nothingThen)
    case 'too_few':
      return none(words.value.board.headline.tooFew)
  }
}

/** Making a format takes longer than writing with it a hundred times. */
function kept<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const own = make(key)
    made.set(key, own)
    return own
  }
}

/** A browser older than the name of a zone shows the time in UTC, and says so. */
function clockOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  } catch {
    return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' })
  }
}
