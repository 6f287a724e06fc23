import { ownWords } from '@/api/said'
import type { Alert, Said } from '@/api/types'
import { spoken, words } from '@/words/words'
import { platformName } from './connect'

export type { Said }

/** A sentence of the server in the language of the page, with its values; null: there are only the server's own words. */
export function sentence(said: Said | null | undefined, known: Record<string, string>): string | null {
  const form = said == null ? null : ownWords(known, said.code)
  if (said == null || form === null) return null
  const { row, file } = said.values
  const text = form.replace(/\{(\w+)\}/g, (_, name: string) => written(name, said.values[name] ?? ''))
  // For an order in a file, the place is added unless it is part of the sentence.
  return row !== undefined && file !== undefined && !/\{row\}|\{file\}/.test(form) ? `${text} ${words.value.server.inFile(row, file)}` : text
}

/** What an alert means, in the language of the page; null: there are only the server's own words. */
export function alertWords({ rule, said }: Pick<Alert, 'rule' | 'said'>): string | null {
  return sentence(said, words.value.server.said) ?? ownWords<string>(words.value.server.alerts, rule)
}

/** Values that count something; other values made of digits are names of things. */
const COUNTS = new Set(['byte', 'bytes', 'cells', 'count', 'days', 'expected', 'kept', 'known', 'minutes', 'most', 'orders', 'used', 'width'])

function written(name: string, value: string): string {
  const { locale } = spoken.value
  if (name === 'platform') return platformName(value)
  if (name === 'day' && /^\d{4}-\d\d-\d\d$/.test(value)) return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(value))
  const plain = value.replaceAll(',', '')
  if (!COUNTS.has(name) || !/^\d+(\.\d+)?$/.test(plain)) return value
  return new Intl.NumberFormat(locale, { minimumFractionDigits: plain.split('.')[1]?.length ?? 0 }).format(Number(plain))
}
