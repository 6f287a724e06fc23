import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createFormats } from '@/format/formats'
import { createQuantities } from '@/format/quantities'
import { grammarOf } from '@/words/grammar'
import { spoken, words } from '@/words/words'
import { applyLanguage, chooseLanguage, languageOf } from './language'
import { setParams } from './place'

describe('the language', () => {
  const of = (asked: string, chosen: string, ...preferred: string[]) => Object.values(languageOf(asked, chosen, preferred)).join(' ')
  it('comes from the address, then from the reader, then from the browser, and else is English', () => {
    expect(of('de', 'en', 'en-US')).toBe('de de')
    expect(of('', 'de', 'en-US')).toBe('de de')
    expect(of('', '', 'fr-FR', 'de-AT', 'en-US')).toBe('de de-AT')
    expect(of('', '', 'fr-FR', 'hu-HU')).toBe('en en-FR')
    expect(of('DE', '', 'en-GB')).toBe('de de')
    expect(of('klingon', 'xx', 'en-GB')).toBe('en en-GB')
    expect(of('"><b>', '')).toBe('en en-US')
  })
  it('is written as in the region that the reader gives with it', () => {
    expect(of('de-CH', '', 'en-US')).toBe('de de-CH')
    expect(of('', 'de', 'en-US', 'de', 'de-AT')).toBe('de de-AT')
    // English is written in the style of the region where it is read; German on an American computer stays German.
    expect(of('', 'en', 'de-DE')).toBe('en en-DE')
    expect(of('', '', 'hu')).toBe('en en-HU')
    expect(of('', 'de', 'en-US')).toBe('de de')
  })
  it('has digits that every font has, if it is not a real language', () => {
    expect(of('ar-XB', '', 'de-DE')).toBe('ar-XB en-GB')
  })
})

describe('the page', () => {
  afterEach(() => chooseLanguage(''))
  it('says its language, and follows the choice and the address', async () => {
    const root = document.createElement('html')
    await applyLanguage(root, ['de-DE', 'en'])
    await nextTick()
    expect([root.lang, root.dir, words.value.common.today]).toEqual(['de', 'ltr', 'Heute'])

    chooseLanguage('en')
    await expect.poll(() => [root.lang, words.value.common.today, spoken.value.locale]).toEqual(['en', 'Today', 'en-DE'])
    expect(localStorage.getItem('livetill.language')).toBe('en')

    setParams({ lang: 'ar-XB' })
    await expect.poll(() => [root.lang, root.dir]).toEqual(['ar-XB', 'rtl'])
    // A choice on the page overrides the address.
    chooseLanguage('de')
    await expect.poll(() => [root.lang, root.dir, window.location.search]).toEqual(['de', 'ltr', ''])
  })
})

it.each(['ar-EG', 'fa-IR', 'bn-BD', 'mr-IN', 'de-CH', 'en-EG'])('writes all digits of a page in one system: %s', (locale) => {
  const written = createFormats(locale, { currency: 'EUR', timezone: 'Europe/Berlin', today: '2018-03-11' })
  const texts = [
    written.money('1234.5'), written.price('0.0125'), written.moneyShort(12_345), written.integer(1234), written.decimal(1.5), written.change(0.12), written.change(40),
    written.dayLong('2018-03-11'), written.dayShort('2017-03-11'), written.dayMonth('2018-03-11'), written.dayYear('2018-03-11'),
    written.clock(0), written.when(0), written.minute(623), written.hour(14), written.age(200_000), createQuantities(locale)(1234, 'bytes'), grammarOf('en', locale).count(12, { other: '#' }),
  ]
  const zeroOf = (digit: string) => [...Array(10).keys()].map((back) => (digit.codePointAt(0) as number) - back).find((code) => !/\p{Nd}/u.test(String.fromCodePoint(code - 1)))
  expect(texts.filter((text) => !/\p{Nd}/u.test(text))).toEqual([])
  expect(new Set(texts.join('').match(/\p{Nd}/gu)?.map(zeroOf)).size).toBe(1)
})
