import { computed, type ComputedRef } from 'vue'
import type { Baseline } from '@/api/types'
import { changeOf } from '@/format/compare'
import { createFormats } from '@/format/formats'
import { whyUnknown } from '@/format/unknown'
import { useLive } from '@/stores/live'
import { isMasked } from '@/stores/place'
import { wayOfShare, type Way } from '@/ui/trend'
import { words, spoken } from '@/words/words'
import { shopWords } from './words'

/** How much more it is than the earlier figure. */
export interface Growth {
  text: string
  way: Way
  /** Why there is no figure. */
  why: string
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
  growth(now: string | null, then: Baseline | null | undefined, unknown?: string | null): Growth
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
      growth: (now, then, unknown) => growthOf(now, then, unknown, change),
    }
  })
}

/** How one figure grew from another, by the board's rule: a percentage of a few orders says nothing. */
export function growthOf(now: string | null, then: Baseline | null | undefined, unknown: string | null | undefined, write: (share: number) => string): Growth {
  const none = (why: string): Growth => ({ text: '–', way: 'level', why })
  if (now === null) return none(shopWords.value.couldNotRead)
  const change = changeOf(Number(now), Number(then?.revenue), then ?? null)
  if (change.kind === 'share') return { text: write(change.share), way: wayOfShare(change.share), why: '' }
  if (change.kind === 'nothing') return none(shopWords.value.nothingThen)
  if (change.kind !== 'unknown') return none(words.value.board.headline.tooFew)
  return none(unknown === undefined || unknown === null ? words.value.common.notKnown : whyUnknown(unknown as Parameters<typeof whyUnknown>[0]))
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
