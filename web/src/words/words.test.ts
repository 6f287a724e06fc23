import { describe, expect, it } from 'vitest'
import { laid, type Translation } from './catalogue'
import { german } from './de'
import { english, type Words } from './en'
import { explain } from './en/explain'
import { health } from './en/health'
import { ranges } from './en/ranges'
import { shops } from './en/shops'
import { grammarOf, type Grammar } from './grammar'
import { lengthened } from './pseudo'
import { speak, spoken, words } from './words'

const allEnglish = (grammar: Grammar): Words => ({ ...english(grammar), health: health(grammar), explain: explain(grammar), ranges: ranges(grammar), shops: shops(grammar) })
const catalogue = (language: string, locale: string, translate: (grammar: Grammar) => Translation) => laid(allEnglish(grammarOf('en', locale)), translate(grammarOf(language, locale)))

/** A key such as "board.week.title", and what it has: a text, how many texts, or how many values a sentence takes. */
function entries(part: object, path = ''): [string, string][] {
  return Object.entries(part).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'object' && !Array.isArray(value)) return entries(value as object, `${path}${key}.`)
    return [[path + key, typeof value === 'function' ? `sentence of ${value.length}` : Array.isArray(value) ? 'texts' : 'text']]
  })
}

describe('the catalogue', () => {
  const all = allEnglish(grammarOf('en', 'en-GB'))

  it('has the English word if a language has none', () => {
    const partly: Translation = { board: { week: { title: 'Woche', best: (where) => `Am besten: ${where}` } }, health: { tables: { shops: { head: ['Laden', 'Zahl', 'Leute'] } } } }
    const { board, health, shell } = catalogue('de', 'de-DE', () => partly)
    expect([board.week.title, board.week.best('12')]).toEqual(['Woche', 'Am besten: 12'])
    expect([board.week.shapes.map, shell.pages.items, health.tables.shops.none]).toEqual(['Map', 'Items', 'Nobody has looked at a shop yet.'])
    expect(health.tables.shops.head).toEqual(['Laden', 'Zahl', 'Leute'])
    // The words of one language do not remain for the next.
    expect(catalogue('en', 'en-GB', () => ({})).board.week.title).toBe('Week by hour')
  })

  it('has every word in German, and no others', () => {
    const inGerman = new Map(entries(german(grammarOf('de', 'de-DE'))))
    const inEnglish = entries(all)
    expect(inEnglish.length).toBeGreaterThan(250)
    expect(inEnglish.filter(([path]) => !inGerman.has(path)).map(([path]) => path)).toEqual([])
    const known = new Map(inEnglish)
    // A figure has a hint, title and reason only in languages that need them.
    expect([...inGerman].filter(([path]) => !known.has(path) && !/^measures\.\w+\.(hint|title|unknown)$/.test(path))).toEqual([])
  })

  it('keeps the values of a sentence in every language', () => {
    const places = (text: unknown) => (typeof text === 'string' ? (text.match(/\{\w+\}/g) ?? []).toSorted() : [])
    const flat = (part: object): unknown[] => Object.values(part).flatMap((value) => (typeof value === 'object' ? flat(value as object) : [value]))
    const shown = catalogue('de', 'de-DE', german)
    for (const area of ['shell', 'board', 'explain'] as const) expect(flat(shown[area]).map(places)).toEqual(flat(all[area]).map(places))
    expect(places(lengthened(all.shell.signIn.help))).toEqual(['{admin}', '{command}', '{view}'])
  })
})

describe('numbers in words', () => {
  const places = { one: '# place', few: '# few', other: '# places' }
  it('take the plural form of the language', () => {
    const { count } = grammarOf('en', 'en-GB')
    expect([0, 1, 2, 1200].map((value) => count(value, places))).toEqual(['0 places', '1 place', '2 places', '1,200 places'])
    expect([1, 3, 5].map((value) => grammarOf('pl', 'pl-PL').count(value, places))).toEqual(['1 place', '3 few', '5 places'])
  })
  it('have the digits of the page, even in English words', () => {
    expect(catalogue('ar', 'ar-EG', () => ({})).days.kept(30)).toBe('٣٠ days kept in detail')
  })
})

describe('the language of the page', () => {
  it('is the last one that was requested, whichever is loaded first', async () => {
    const late = speak('de', 'de-AT')
    await speak('en', 'en-IE')
    await late
    expect([spoken.value.locale, words.value.shell.pages.items]).toEqual(['en-IE', 'Items'])
    await speak('de', 'de-AT')
    expect([spoken.value, words.value.shell.pages.items]).toMatchObject([{ language: 'de', locale: 'de-AT', dir: 'ltr' }, 'Artikel'])
    await speak('ar-XB', 'en-GB')
    expect([spoken.value.dir, words.value.shell.pages.items]).toEqual(['rtl', '\u202eÍtééms\u202c'])
    expect(words.value.common.asOf('US$5')).toMatch(/US\$5$/)
    await speak('en', 'en-US')
  })
})
