import { english } from './en'
import { explain } from './en/explain'
import { health } from './en/health'
import { ranges } from './en/ranges'
import { shops } from './en/shops'
import type { Grammar } from './grammar'
import type { Translation } from './catalogue'

const ACCENTS: Record<string, string> = { a: 'áá', e: 'éé', i: 'íí', o: 'óó', u: 'úú', y: 'ýý', c: 'ç', n: 'ñ', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', C: 'Ç', N: 'Ñ' }

/** Forces letters to run from right to left, as those of Arabic and Hebrew do by themselves; digits and signs follow. */
const [RIGHT_TO_LEFT, END] = ['\u202e', '\u202c']

/** Braces mark a place for a value in a sentence. */
const WORD = /\{\w+\}|\p{L}+/gu

/** The same with accents, a third longer, from right to left. */
export function lengthened(text: string): string {
  return text.replace(WORD, (word) => (word.startsWith('{') ? word : `${RIGHT_TO_LEFT}${[...word].map((letter) => ACCENTS[letter] ?? letter).join('')}${END}`))
}

export function pseudo(grammar: Grammar): Translation {
  return of({ ...english(grammar), health: health(grammar), explain: explain(grammar), ranges: ranges(grammar), shops: shops(grammar) }) as Translation
}

function of(part: unknown): unknown {
  if (typeof part === 'string') return lengthened(part)
  if (typeof part === 'function') return sentence(part as (...values: unknown[]) => string)
  if (Array.isArray(part)) return part.map(of)
  return Object.fromEntries(Object.entries(part as object).map(([key, value]) => [key, of(value)]))
}

/** Values in a sentence stay as they are: the words of another sentence, an amount, a name. */
function sentence(write: (...values: unknown[]) => string): (...values: unknown[]) => string {
  return (...values) => {
    const places = values.map((value, index) => (typeof value === 'string' ? `{value${index}}` : value))
    return lengthened(write(...places)).replace(/\{value(\d+)\}/g, (_, index) => String(values[Number(index)]))
  }
}
