import { placesOf } from './decimal'
import { ageOf, isDay } from './time'

type Numeric = number | Intl.StringNumericLiteral

/**
 * How figures and times are written on the page, for one locale, currency and time zone. Money stays the decimal string it
 * arrived as: Intl formats such strings digit by digit. Figures and words, such as weekdays, use one locale, so that a page has
 * one language and one kind of digits.
 */
export interface Formats {
  money(amount: string): string
  /** Unit prices may be finer than the minor unit. */
  price(amount: string): string
  /** Signed, for differences. */
  moneyMore(amount: string): string
  /** For axes, where space is short and the exact figure is shown elsewhere. */
  moneyShort(amount: number): string
  integer(value: number): string
  integerMore(value: number): string
  decimal(value: number): string
  /** A weight from a scale, as an exact decimal. */
  quantity(value: string): string
  /** A share of a whole. */
  percent(share: number): string
  /** A signed change; small ones with a decimal, tenfold and more as a factor. */
  change(share: number): string
  /** "2018-03-11" → "Sunday, 11 March 2018", in the order of the region. */
  dayLong(date: string): string
  /** "2018-03-11" → "Sun, 11 Mar", with the year if it is not today's. Anything that is not a day stays as it is. */
  dayShort(date: string): string
  /** "2018-03-11" → "11 Mar". */
  dayMonth(date: string): string
  /** "2018-03-11" → "11 Mar 2018". */
  dayYear(date: string): string
  /** "2018-03-11" → "Sun": enough within a week. */
  weekdayShort(date: string): string
  weekday(date: string): string
  /** The time of an instant by the shop's clock; with the zone while the shop's own is unknown. */
  clock(instant: string | number): string
  /** The same, with the day before it if that is not today. */
  when(instant: string | number): string
  /** The same in two parts, for two lines: the day (null today; without its weekday in another year) and the time. */
  moment(instant: string): { day: string | null; clock: string }
  /** A minute of the shop's day. */
  minute(minuteOfDay: number): string
  /** An hour on an axis, as short as the locale allows: "14", "2 PM". */
  hour(hour: number): string
  age(ms: number): string
  zone: string
}

/** What is known about the shop: nothing before the first board. */
export interface Shop {
  currency: string
  timezone: string
  /** The business day. */
  today: string
}

const UNKNOWN = '–'
/** What stands for the digits of a masked amount. */
export const DOTS = '•••'

/**
 * `masked`: every amount is written as its currency and dots, for a screen that strangers see. Without a shop, no amount is
 * written at all, because its currency would be a guess.
 */
export function createFormats(locale: string, shop: Shop | null, masked = false, dir: 'ltr' | 'rtl' = 'ltr'): Formats {
  const zone = knownZone(shop?.timezone ?? 'UTC')
  const currency = shop?.currency ?? 'XXX'
  const today = shop?.today ?? ''
  const alone = isolated(dir)
  // Two dates with a dash between them would be read as one; the language decides the direction of each.
  const apart = dir === 'rtl' ? (text: string) => `\u2068${text}\u2069` : (text: string) => text
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options)
    return (value: Numeric) => alone(format.format(value))
  }
  const date = (options: Intl.DateTimeFormatOptions, timeZone: string) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone })
    return (instant: number) => (Number.isNaN(instant) ? UNKNOWN : format.format(instant))
  }
  // The day may come from the address bar.
  const day = (options: Intl.DateTimeFormatOptions) => {
    const write = date(options, 'UTC')
    return (text: string) => (isDay(text) ? apart(write(Date.parse(text))) : text)
  }

  const money = { style: 'currency', currency } as const
  const hidden = mask(new Intl.NumberFormat(locale, money))
  const amount = (options: Intl.NumberFormatOptions): ((value: Numeric) => string) => {
    if (shop === null) return () => UNKNOWN
    return masked ? () => hidden : number({ ...money, ...options })
  }
  const usual = new Intl.NumberFormat(locale, money).resolvedOptions().maximumFractionDigits ?? 0
  /** With every digit of the amount, of which languages leave some out: they write HUF without decimals, the server with two. */
  const exactly = (options: Intl.NumberFormatOptions) => {
    const formats = [amount(options)]
    return (text: string) => {
      const places = Math.max(0, placesOf(text) - usual)
      formats[places] ??= amount({ ...options, minimumFractionDigits: usual + places, maximumFractionDigits: usual + places, trailingZeroDisplay: 'stripIfInteger' })
      return formats[places](text as Intl.StringNumericLiteral)
    }
  }
  const exact = exactly({})
  const fine = amount({ maximumFractionDigits: 6 })
  // Four digits, for languages that do not abbreviate thousands: 7,294 instead of 7,293.8.
  const abbreviated = amount({ notation: 'compact', useGrouping: 'always', minimumFractionDigits: 0, maximumFractionDigits: 1, maximumSignificantDigits: 4, roundingPriority: 'lessPrecision' })
  // The marks of an axis that ends at 1 are a quarter apart.
  const quarters = amount({ minimumFractionDigits: 0, maximumFractionDigits: 2 })
  const short = (value: Numeric) => (Math.abs(Number(value)) < 1 ? quarters : abbreviated)(value)
  const more = exactly({ signDisplay: 'exceptZero' })
  const integerMore = number({ maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const integer = number({ maximumFractionDigits: 0 })
  const measured = number({ maximumFractionDigits: 3 })
  const decimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const percent = number({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 })
  const finePercent = number({ style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 })

  const part = number({ style: 'percent', maximumFractionDigits: 1 })
  const factor = number({ notation: 'compact', maximumSignificantDigits: 2 })

  const ofThisYear = day({ weekday: 'short', day: 'numeric', month: 'short' })
  const ofAnotherYear = day({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const dayYear = day({ day: 'numeric', month: 'short', year: 'numeric' })
  const dayShort = (text: string) => (today === '' || text.slice(0, 4) === today.slice(0, 4) ? ofThisYear : ofAnotherYear)(text)
  const time = date(shop === null ? { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } : { timeStyle: 'medium' }, zone)
  const clock = (instant: string | number) => time(typeof instant === 'number' ? instant : Date.parse(instant))
  // The Swedish locale writes days as the server does.
  const localDay = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone })
  const minute = date({ timeStyle: 'short' }, 'UTC')
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' })
  // English is clear even in its shortest form; "vor 3 m" is not.
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: locale.startsWith('en') ? 'narrow' : 'short' })

  return {
    zone,
    money: exact,
    price: (amount) => fine(amount as Intl.StringNumericLiteral),
    moneyMore: more,
    moneyShort: short,
    integer,
    integerMore,
    decimal,
    quantity: (value) => measured(value as Intl.StringNumericLiteral),
    percent: part,
    change: (share) => {
      if (share >= 9.995) return `×${factor(share + 1)}`
      return (Math.abs(share) < 0.0995 ? finePercent : percent)(share)
    },
    dayLong: day({ dateStyle: 'full' }),
    dayShort,
    dayMonth: day({ day: 'numeric', month: 'short' }),
    dayYear,
    weekdayShort: day({ weekday: 'short' }),
    weekday: day({ weekday: 'long' }),
    clock,
    when: (instant) => {
      const at = typeof instant === 'number' ? instant : Date.parse(instant)
      if (Number.isNaN(at)) return UNKNOWN
      const own = localDay.format(at)
      return own === today ? clock(at) : `${dayShort(own)}, ${clock(at)}`
    },
    moment: (instant) => {
      const at = Date.parse(instant)
      if (Number.isNaN(at)) return { day: null, clock: UNKNOWN }
      const own = localDay.format(at)
      const write = today === '' || own.slice(0, 4) === today.slice(0, 4) ? ofThisYear : dayYear
      return { day: own === today ? null : write(own), clock: clock(at) }
    },
    minute: (minuteOfDay) => minute(minuteOfDay * 60_000),
    hour: (h) => bareHour(hour.formatToParts(h * 3_600_000)),
    age: (ms) => {
      const { unit, value } = ageOf(ms)
      return relative.format(-value, unit)
    },
  }
}

/**
 * Next to words from right to left, the sign of a figure would move to its other end, and two figures would swap places, so each
 * is isolated.
 */
export function isolated(dir: 'ltr' | 'rtl'): (text: string) => string {
  return dir === 'rtl' ? (text) => `\u2066${text}\u2069` : (text) => text
}

/** An amount with its digits taken out: "$•••". */
function mask(format: Intl.NumberFormat): string {
  const digits = new Set(['integer', 'group', 'decimal', 'fraction'])
  return format
    .formatToParts(1)
    .map((part) => (part.type === 'integer' ? DOTS : digits.has(part.type) ? '' : part.value))
    .join('')
}

/** "2 PM", or "14" if a locale adds a word for the hour: "14 Uhr", "14時". */
function bareHour(parts: Intl.DateTimeFormatPart[]): string {
  const isTold = (part: Intl.DateTimeFormatPart | undefined) => part !== undefined && part.type !== 'literal'
  const [first, last] = [parts.findIndex(isTold), parts.findLastIndex(isTold)]
  return parts.slice(first, last + 1).map(({ value }) => value).join('')
}

/** A browser older than the shop's time zone name still shows times, in a zone that it names. */
function knownZone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone && timezone
  } catch {
    return 'UTC'
  }
}
