import type { Words } from './en'
import type { Grammar } from './grammar'

/** The words of another language, as far as there are any: each in the place of the English one. */
export type Translation<Part = Words> = {
  [Key in keyof Part]?: Part[Key] extends string | readonly unknown[] | ((...values: never[]) => string) ? Part[Key] : Translation<Part[Key]>
}

/** A language that the page can be shown in. Words are loaded when they are needed; English is always there. */
export interface Language {
  /** Its name as its speakers write it; null: it is not offered. */
  name: string | null
  dir: 'ltr' | 'rtl'
  /**
   * The locale of its figures and dates: the language in one of its own regions, which the reader's tag may name; `anywhere`: in
   * the reader's region, whatever is spoken there; or always the given one.
   */
  figures: 'own' | 'anywhere' | (string & {})
  load(): Promise<(grammar: Grammar) => Translation>
}

/** By the tag that becomes the page's `lang`. */
export const LANGUAGES: Record<string, Language> = {
  en: { name: 'English', dir: 'ltr', figures: 'anywhere', load: async () => () => ({}) },
  de: { name: 'Deutsch', dir: 'ltr', figures: 'own', load: async () => (await import('./de')).german },
  // Not a real language: English made longer, with accents and from right to left. `?lang=ar-XB` shows what a very different
  // language does to the page. Its digits are those that every font has.
  'ar-XB': { name: null, dir: 'rtl', figures: 'en-GB', load: async () => (await import('./pseudo')).pseudo },
}

/** The English words in another language, as far as it has them. */
export function laid<T extends object>(english: T, translation: Translation<T>): T {
  const merged = { ...english } as Record<string, unknown>
  for (const [key, own] of Object.entries(translation)) {
    const isPart = typeof own === 'object' && own !== null && !Array.isArray(own)
    merged[key] = isPart ? laid((merged[key] ?? {}) as object, own as object) : own
  }
  return merged as T
}
