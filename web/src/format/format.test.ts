import { describe, expect, it } from 'vitest'
import { changeOf } from './compare'
import { add, divide, multiply } from './decimal'
import { createFormats } from './formats'
import { ageOf, isDay, minuteOfDay, minuteOfStamp } from './time'
import { lettersOf, widthInEms } from './width'

/** Intl uses no-break spaces of several widths; readers see spaces. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  it('keeps digits that a float would lose', () => {
    const { money } = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' })
    expect(money('9007199254740993.01')).toBe('$9,007,199,254,740,993.01')
    expect(money('5210.43')).toBe('$5,210.43')
    expect(money('-0.10')).toBe('-$0.10')
  })

  it('follows the currency and the locale', () => {
    expect(createFormats('ja-JP', { currency: 'JPY', timezone: 'UTC', today: '2018-03-11' }).money('1234')).toBe('￥1,234')
    expect(plain(createFormats('de-DE', { currency: 'EUR', timezone: 'UTC', today: '2018-03-11' }).money('1234.5'))).toBe('1.234,50 €')
    expect(plain(createFormats('en-US', { currency: 'KWD', timezone: 'UTC', today: '2018-03-11' }).money('1.234'))).toBe('KWD 1.234')
  })

  it('keeps the digits of currencies that a language writes without', () => {
    const { money, moneyMore } = createFormats('en-GB', { currency: 'HUF', timezone: 'UTC', today: '2018-03-11' })
    // Node may have two decimals for it where browsers have none.
    expect(['3937.01', '9.50', '-0.07'].map((amount) => plain(money(amount)))).toEqual(['HUF 3,937.01', 'HUF 9.50', '-HUF 0.07'])
    expect(plain(createFormats('en-GB', { currency: 'JPY', timezone: 'UTC', today: '2018-03-11' }).money('9.50'))).toBe('JP¥9.50')
    expect(plain(createFormats('en-GB', { currency: 'JPY', timezone: 'UTC', today: '2018-03-11' }).money('9.00'))).toBe('JP¥9')
    expect(plain(moneyMore('0.50'))).toBe('+HUF 0.50')
  })

  it('is short on axes, in steps that can be read at a glance', () => {
    const { moneyShort } = createFormats('de-DE', { currency: 'EUR', timezone: 'UTC', today: '2018-03-11' })
    expect([0, 0.25, -0.75, 2.5, 249.45, 5000, 7293.8, 112_500, 2_500_000].map((value) => plain(moneyShort(value)))).toEqual(['0 €', '0,25 €', '-0,75 €', '2,5 €', '249,5 €', '5.000 €', '7.294 €', '112.500 €', '2,5 Mio. €'])
    const { moneyShort: english } = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' })
    expect([2.5, 249.45, 7293.8, 112_500].map(english)).toEqual(['$2.5', '$249.5', '$7.3K', '$112.5K'])
  })

  it('shows unit prices finer than a cent', () => {
    const { price } = createFormats('en-GB', { currency: 'GBP', timezone: 'UTC', today: '2018-03-11' })
    expect(price('0.0125')).toBe('£0.0125')
    expect(price('2')).toBe('£2.00')
  })
})

describe('decimal', () => {
  it('multiplies exactly', () => {
    expect(multiply('1.99', '3')).toBe('5.97')
    expect(multiply('0.1', '3')).toBe('0.3')
    expect(multiply('12.00', '0.35')).toBe('4.2000')
    expect(multiply('12', '2')).toBe('24')
    expect(multiply('0.000001', '1000000')).toBe('1.000000')
  })

  it('divides half away from zero', () => {
    expect(divide('10.00', 3, 2)).toBe('3.33')
    expect(divide('0.05', 10, 2)).toBe('0.01')
    expect(divide('-0.05', 10, 2)).toBe('-0.01')
    expect(divide('1000', 8, 0)).toBe('125')
    expect(divide('0.00', 7, 2)).toBe('0.00')
  })

  it('adds exactly, across scales and signs', () => {
    expect(add('0.1', '0.2')).toBe('0.3')
    expect(add('5200', '10.43')).toBe('5210.43')
    expect(add('1.00', '-2.505')).toBe('-1.505')
  })
})

describe('comparison', () => {
  it('is a share of the baseline', () => {
    expect(changeOf(112, 100, { orders: 100, revenue: '1' })).toEqual({ kind: 'share', share: expect.closeTo(0.12) })
  })
  it('is withheld when the baseline is tiny or empty', () => {
    expect(changeOf(9, 3, { orders: 3, revenue: '30.00' })).toEqual({ kind: 'too_few' })
    expect(changeOf(9, 0, { orders: 0, revenue: '0.00' })).toEqual({ kind: 'nothing' })
    expect(changeOf(9, 0, { orders: 40, revenue: '0.00' })).toEqual({ kind: 'too_few' })
  })
  it('writes small changes finer than large ones', () => {
    const { change } = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' })
    expect([0.034, -0.5, 2.4, 0, 11, 4603].map(change)).toEqual(['+3.4%', '-50%', '+240%', '0.0%', '×12', '×4.6K'])
  })
})

describe('time', () => {
  const { clock, dayLong, weekdayShort, zone } = createFormats('en-GB', { currency: 'GBP', timezone: 'America/New_York', today: '2018-03-11' })
  it("is the shop's, wherever the browser is", () => {
    expect(clock('2018-03-11T14:23:45Z')).toBe('10:23:45')
    expect(minuteOfStamp('2018-03-11T10:23:45.123-04:00')).toBe(623)
  })
  it('keeps a business day its own day', () => {
    expect(dayLong('2018-03-11')).toMatch(/^Sunday,? 11 March 2018$/)
    expect(weekdayShort('2018-03-11')).toBe('Sun')
  })
  it('is written in the language of the page, in the style of the region', () => {
    const german = createFormats('de-DE', { currency: 'EUR', timezone: 'Europe/Berlin', today: '2018-03-11' })
    expect(german.dayLong('2018-03-11')).toBe('Sonntag, 11. März 2018')
    expect(german.clock('2018-03-11T14:23:45Z')).toBe('15:23:45')
    expect([german.hour(0), german.hour(14)]).toEqual(['00', '14'])
    expect(plain(german.age(200_000))).toBe('vor 3 Min.')
    const american = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' })
    expect(plain(american.clock('2018-03-11T14:23:45Z'))).toBe('2:23:45 PM')
    expect(plain(american.hour(14))).toBe('2 PM')
    expect(createFormats('ja', { currency: 'JPY', timezone: 'Asia/Tokyo', today: '2018-03-11' }).hour(14)).toBe('14')
  })
  it('includes its day if that is not today', () => {
    const { when, moment } = createFormats('en-GB', { currency: 'GBP', timezone: 'America/New_York', today: '2018-03-11' })
    // 03:30 in Greenwich is still the evening before in New York.
    expect(['2018-03-11T14:23:45Z', '2018-03-11T03:30:00Z', '2011-12-09T12:50:00Z'].map(when)).toEqual(['10:23:45', expect.stringMatching(/^Sat,? 10 Mar, 22:30:00$/), expect.stringMatching(/^Fri,? 9 Dec 2011, 07:50:00$/)])
    expect(when('')).toBe('–')
    expect(['2018-03-11T14:23:45Z', '2018-03-11T03:30:00Z', '2011-12-09T12:50:00Z', ''].map(moment)).toEqual([
      { day: null, clock: '10:23:45' },
      { day: expect.stringMatching(/^Sat,? 10 Mar$/) as string, clock: '22:30:00' },
      { day: '9 Dec 2011', clock: '07:50:00' },
      { day: null, clock: '–' },
    ])
  })
  it('does not throw if an address has an invalid day', () => {
    expect(['2026-13-45', '2023-02-29', '2023-2-1', 'today', ''].map(isDay)).toEqual(Array(5).fill(false))
    expect(isDay('2024-02-29')).toBe(true)
    expect([dayLong('2026-13-45'), weekdayShort('')]).toEqual(['2026-13-45', ''])
  })
  it('names its zone, and writes no amount, before anything is known about the shop', () => {
    const { clock: utc, money, moneyShort, price } = createFormats('en-GB', null)
    expect(utc('2018-03-11T14:23:45Z')).toBe('14:23:45 UTC')
    expect([money('12.34'), moneyShort(12), price('1')]).toEqual(['–', '–', '–'])
  })
  it('falls back to a zone it can name', () => {
    expect(zone).toBe('America/New_York')
    expect(createFormats('en', { currency: 'USD', timezone: 'Mars/Olympus', today: '2018-03-11' }).zone).toBe('UTC')
  })
  it('reads clocks and ages', () => {
    expect(minuteOfDay('23:59')).toBe(1439)
    expect([400, 59_000, 61_000, 7_200_000, 200_000_000].map((ms) => ageOf(ms))).toEqual([
      { unit: 'second', value: 0 },
      { unit: 'second', value: 59 },
      { unit: 'minute', value: 1 },
      { unit: 'hour', value: 2 },
      { unit: 'day', value: 2 },
    ])
  })
})

describe('masked money', () => {
  it('shows the currency and no digit', () => {
    const { money, price, moneyShort, integer, change } = createFormats('en-US', { currency: 'USD', timezone: 'UTC', today: '2018-03-11' }, true)
    expect([money('1234.56'), money('-1'), price('0.0125'), moneyShort(9e6)]).toEqual(Array(4).fill('$•••'))
    expect([integer(1234), change(0.5)]).toEqual(['1,234', '+50%'])
    expect(plain(createFormats('de-DE', { currency: 'EUR', timezone: 'UTC', today: '2018-03-11' }, true).money('1234.5'))).toBe('••• €')
  })
})

it('knows that points are narrower than digits', () => {
  expect(widthInEms('$1,234.50')).toBeCloseTo(7 * 0.68 + 2 * 0.38)
  expect(widthInEms('')).toBe(0)
})

it('keeps the sign in front of a figure among words from right to left', () => {
  const { change, money } = createFormats('en-GB', { currency: 'EUR', timezone: 'UTC', today: '2018-03-11' }, false, 'rtl')
  expect([change(-0.5), money('-1.00')]).toEqual(['\u2066-50%\u2069', '\u2066-€1.00\u2069'])
  expect(widthInEms(money('-1.00'))).toBe(widthInEms('-€1.00'))
  expect(lettersOf(change(-0.5))).toBe(4)
})
