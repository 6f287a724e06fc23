import { ageOf } from './time'

type Numeric = number | Intl.StringNumericLiteral

/**
 * Every way a figure or a time is written on the page, for one locale, currency and time zone. Money
 * stays the decimal string it arrived as: Intl formats such strings digit by digit. Figures follow the
 * browser's locale; words, such as weekdays, stay in the page's language and follow only its region.
 */
export interface Formats {
  /** Decimals of the currency's minor unit: JPY 0, USD 2, KWD 3. */
  minorDigits: number
  money(amount: string): string
  /** Unit prices may be finer than the minor unit. */
  price(amount: string): string
  /** For axes, where space is short and the exact figure stands elsewhere. */
  moneyShort(amount: number): string
  integer(value: number): string
  decimal(value: number): string
  /** A signed change; small ones with a decimal, tenfold and more as a factor. */
  change(share: number): string
  /** "2018-03-11" → "Sunday, 11 March 2018", in the order of the region. */
  dayLong(date: string): string
  /** "2018-03-11" → "Sun, 11 Mar". */
  dayShort(date: string): string
  /** "2018-03-11" → "11 Mar". */
  dayMonth(date: string): string
  /** "2018-03-11" → "11 Mar 2018". */
  dayYear(date: string): string
  /** "2018-03-11" → "Sun": enough within a week. */
  weekdayShort(date: string): string
  weekday(date: string): string
  /** Time of an instant on the shop's clock. */
  clock(instant: string | number): string
  /** A minute of the shop's day. */
  minute(minuteOfDay: number): string
  /** An hour on an axis, as short as the locale allows: "14", "2 PM". */
  hour(hour: number): string
  age(ms: number): string
  zone: string
}

/** `masked`: every amount is written as its currency and dots, for a screen that strangers see. */
export function createFormats(locale: string, currency: string, timezone: string, masked = false): Formats {
  const { words, hourCycle } = pageLanguage(locale)
  const zone = knownZone(timezone)
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options)
    return (value: Numeric) => format.format(value)
  }
  const date = (options: Intl.DateTimeFormatOptions, timeZone: string) => {
    const format = new Intl.DateTimeFormat(words, { ...options, timeZone, hourCycle })
    return (instant: number) => format.format(instant)
  }

  const money = { style: 'currency', currency } as const
  const minorDigits = new Intl.NumberFormat(locale, money).resolvedOptions().maximumFractionDigits ?? 2
  const hidden = mask(new Intl.NumberFormat(locale, money))
  const amount = (options: Intl.NumberFormatOptions) => (masked ? () => hidden : number({ ...money, ...options }))
  const exact = amount({})
  const fine = amount({ maximumFractionDigits: Math.max(6, minorDigits) })
  const short = amount({ notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 })
  const integer = number({ maximumFractionDigits: 0 })
  const decimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const percent = number({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 })
  const finePercent = number({ style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 })

  const factor = number({ notation: 'compact', maximumSignificantDigits: 2 })

  const dayLong = date({ dateStyle: 'full' }, 'UTC')
  const dayShort = date({ weekday: 'short', day: 'numeric', month: 'short' }, 'UTC')
  const dayMonth = date({ day: 'numeric', month: 'short' }, 'UTC')
  const dayYear = date({ day: 'numeric', month: 'short', year: 'numeric' }, 'UTC')
  const weekdayShort = date({ weekday: 'short' }, 'UTC')
  const weekday = date({ weekday: 'long' }, 'UTC')
  const clock = date({ timeStyle: 'medium' }, zone)
  const minute = date({ timeStyle: 'short' }, 'UTC')
  const hour = date({ hour: 'numeric' }, 'UTC')
  const relative = new Intl.RelativeTimeFormat(words, { numeric: 'always', style: 'narrow' })

  return {
    minorDigits,
    zone,
    money: (amount) => exact(amount as Intl.StringNumericLiteral),
    price: (amount) => fine(amount as Intl.StringNumericLiteral),
    moneyShort: short,
    integer,
    decimal,
    change: (share) => {
      if (share >= 9.995) return `×${factor(share + 1)}`
      return (Math.abs(share) < 0.0995 ? finePercent : percent)(share)
    },
    dayLong: (day) => dayLong(Date.parse(day)),
    dayShort: (day) => dayShort(Date.parse(day)),
    dayMonth: (day) => dayMonth(Date.parse(day)),
    dayYear: (day) => dayYear(Date.parse(day)),
    weekdayShort: (day) => weekdayShort(Date.parse(day)),
    weekday: (day) => weekday(Date.parse(day)),
    clock: (instant) => clock(typeof instant === 'number' ? instant : Date.parse(instant)),
    minute: (minuteOfDay) => minute(minuteOfDay * 60_000),
    hour: (h) => hour(h * 3_600_000),
    age: (ms) => {
      const { unit, value } = ageOf(ms)
      return relative.format(-value, unit)
    },
  }
}

/** An amount with its digits taken out: "$•••". */
function mask(format: Intl.NumberFormat): string {
  const digits = new Set(['integer', 'group', 'decimal', 'fraction'])
  return format
    .formatToParts(1)
    .map((part) => (part.type === 'integer' ? '•••' : digits.has(part.type) ? '' : part.value))
    .join('')
}

/** English as it is written in the region of `locale`, with that region's clock. */
function pageLanguage(locale: string): { words: string; hourCycle: Intl.DateTimeFormatOptions['hourCycle'] } {
  const region = new Intl.Locale(locale).maximize().region ?? 'US'
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions()
  return { words: `en-${region}`, hourCycle: hourCycle as Intl.DateTimeFormatOptions['hourCycle'] }
}

/** A browser older than the shop's time zone name still shows times, in a zone it says. */
function knownZone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone && timezone
  } catch {
    return 'UTC'
  }
}
