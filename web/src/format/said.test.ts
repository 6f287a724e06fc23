// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { german } from '@/words/de'
import { sentences } from '@/words/en/sentences'
import { server } from '@/words/en/server'
import { grammarOf } from '@/words/grammar'
import { speak } from '@/words/words'
import { alertWords, sentence } from './said'

const said = (code: string, values: Record<string, string> = {}) => ({ code, values })

afterEach(() => speak('en', 'en-US'))

describe('an alert', () => {
  it('is shown in the server’s own words in English, and in the page’s words in other languages', async () => {
    expect(alertWords({ rule: 'sales_stopped', said: said('sales_none') })).toBeNull()
    await speak('de', 'de-DE')
    expect(alertWords({ rule: 'sales_stopped' })).toMatch(/viel weniger Bestellungen/)
    expect(alertWords({ rule: 'sales_stopped', said: said('sales_none', { minutes: '1047', expected: '12.3' }) })).toBe('In 1.047 min keine Bestellung; zu erwarten waren 12,3.')
    expect(alertWords({ rule: 'of_the_next_version' })).toBeNull()
  })
})

describe('a sentence of the server', () => {
  const inGerman = german(grammarOf('de', 'de-DE'))
  const known = { ...(inGerman.health?.rejects?.said as Record<string, string>), ...(inGerman.server?.said as Record<string, string>) }

  it('writes its values as the page does', async () => {
    await speak('de', 'de-DE')
    const say = (code: string, values: Record<string, string>) => sentence(said(code, values), known)
    expect(say('too_high', { field: 'items[3].price', most: '1,000,000,000,000' })).toBe('items[3].price ist größer als 1.000.000.000.000.')
    expect(say('lines_sum', { most: '10000000000000.00' })).toBe('Die Positionen der Bestellung ergeben mehr als 10.000.000.000.000,00.')
    expect(say('books_day', { day: '2018-03-10', platform: 'woocommerce' })).toMatch(/^Der 10\.03\.2018 weicht von den Zahlen von WooCommerce ab\./)
    // A number that identifies something is a name.
    expect(say('unreadable_time', { field: '1000' })).toBe('1000 ist keine lesbare Zeit.')
    expect(say('missing', { field: '$&{row}' })).toBe('$&{row} fehlt.')
  })

  it('without words stays as the server wrote it', async () => {
    expect(sentence(said('missing', { field: 'price' }), known)).toBeNull()
    await speak('de', 'de-DE')
    for (const none of [null, undefined, said('of_the_next_version'), said('constructor')]) expect(sentence(none, known)).toBeNull()
  })

  it('says once in which row of which file', async () => {
    await speak('de', 'de-DE')
    const place = { row: '7', file: 'orders.csv' }
    expect(sentence(said('missing', { field: 'price', ...place }), known)).toBe('price fehlt. (Zeile 7 von orders.csv)')
    expect(sentence(said('too_wide', { ...place, cells: '5', width: '4' }), known)).toBe('Zeile 7 von orders.csv hat 5 Zellen, ihre Kopfzeile 4.')
  })

  it('has words for each of the server’s stable words, with the same values', async () => {
    const list = await readFile(fileURLToPath(new URL('../../../crates/api-types/src/said/sentences.rs', import.meta.url)), 'utf8')
    const forms = [...list.matchAll(/\(\s*"(\w+)",\s*"([^"]+)",?\s*\)/g)].map(([, code = '', form = '']) => [code, form] as const)
    expect(forms.length).toBeGreaterThan(100)
    const english: Record<string, string> = { ...sentences, ...server.said }
    expect(Object.keys(english).toSorted()).toEqual([...new Set(forms.map(([code]) => code))].toSorted())
    const places = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()
    for (const [code, form] of forms) {
      const own = places(known[code])
      expect(own, code).toEqual(places(english[code]))
      expect(own.filter((name) => !places(form).includes(name)), code).toEqual([])
    }
  })
})
