import type { Words } from './en'
import type { Grammar } from './grammar'

/** The words of another language, as far as there are any: each has the place of the English one. */
export type Translation<Part = Words> = {
  [Key in keyof Part]?: Part[Key] extends string | readonly unknown[] | ((...values: never[]) => string) ? Part[Key] : Translation<Part[Key]>
}

/** A language the page can be shown in. Words come when they are needed; those of English are always there. */
export interface Language {
  /** As its speakers write it; null: it is offered to nobody. */
  name: string | null
  dir: 'ltr' | 'rtl'
  /**
   * The locale of its figures and dates: the language itself in a region of its own, which the reader's own tag may say;
   * `anywhere`, in the reader's region whatever is spoken there; or always this one.
   */
  figures: 'own' | 'anywhere' | (string & {})
  load(): Promise<(grammar: Grammar) => Translation>
}

/** By the tag that the page gets as its `lang`. */
export const LANGUAGES: Record<string, Language> = {
  en: { name: 'English', dir: 'ltr', figures: 'anywhere', load: async () => () => ({}) },
  de: { name: 'Deutsch', dir: 'ltr', figures: 'own', load: async () => (await import('./de')).german },
  // No language: English made longer, with accents and from right to left. `?lang=ar-XB` shows what a language of another
  // shape does to the page. Its figures have the digits that are in every font.
  'ar-XB': { name: null, dir: 'rtl', figures: 'en-GB', load: async () => (await import('./pseudo')).pseudo },
}

/** What is said in English, in another language as far as that has it. */
export function laid<T extends object>(english: T, translation: Translation<T>): T {
  const merged = { ...english } as Record<string, unknown>
  for (const [key, own] of Object.entries(translation)) {
    const isPart = typeof own === 'object' && own !== null && !Array.isArray(own)
    merged[key] = isPart ? laid((merged[key] ?? {}) as object, own as object) : own
  }
  return merged as T
}
