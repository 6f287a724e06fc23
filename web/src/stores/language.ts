import { shallowRef, watch, watchEffect } from 'vue'
import { LANGUAGES, type Language } from '@/words/catalogue'
import { speak, spoken } from '@/words/words'
import { param, setParams } from './place'

const STORAGE_KEY = 'livetill.language'

/** The reader's choice on this page; empty: what the browser prefers. */
export const chosenLanguage = shallowRef(read())

/**
 * The language of the page and the locale of its figures: what the address says (`?lang=de`, for a screen that nobody
 * touches), else what the reader chose, else the first of the browser's languages that the page has, else English.
 */
export function languageOf(asked: string, chosen: string, preferred: readonly string[]): { language: string; locale: string } {
  const wanted = [asked, chosen, ...preferred].map((tag) => ({ tag, language: known(tag) })).find(({ language }) => language !== null)
  const language = wanted?.language ?? 'en'
  const { figures } = LANGUAGES[language] as Language
  if (figures !== 'own' && figures !== 'anywhere') return { language, locale: figures }
  // The region decides how figures and dates look: the one that the reader gives with this language, or is in.
  const tags = [wanted?.tag ?? '', ...preferred]
  const said = tags.find((tag) => known(tag) === language && regionOf(tag) !== undefined)
  const region = said !== undefined ? regionOf(said) : figures === 'anywhere' ? likelyRegionOf(preferred[0] ?? language) : undefined
  return { language, locale: region === undefined ? language : `${language}-${region}` }
}

/** Follows the address and the choice, and sets the document's language; resolves when the first words are loaded. */
export async function applyLanguage(root: HTMLElement, preferred: readonly string[] = navigator.languages): Promise<void> {
  const wanted = () => languageOf(param('lang'), chosenLanguage.value, preferred)
  // Words that fail to load are no reason to show nothing: the English ones, or the last ones, are still here.
  const follow = () => speak(wanted().language, wanted().locale).catch(() => undefined)
  watchEffect(() => {
    root.lang = spoken.value.language
    root.dir = spoken.value.dir
  })
  watch(() => JSON.stringify(wanted()), follow)
  await follow()
}

/** Empty: what the browser prefers. A language in the address would hide the choice, so it goes. */
export function chooseLanguage(language: string): void {
  chosenLanguage.value = language
  write(language)
  if (param('lang') !== '') setParams({ lang: null })
}

/** The key of `LANGUAGES` for a tag such as `de-AT`. */
function known(tag: string): string | null {
  return Object.keys(LANGUAGES).find((language) => language === tag || language === localeOf(tag)?.language) ?? null
}

function regionOf(tag: string): string | undefined {
  return localeOf(tag)?.region
}

/** The main region of a language, if its tag has none. */
function likelyRegionOf(tag: string): string | undefined {
  return localeOf(tag)?.maximize().region
}

/** The address may contain anything. */
function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}

// A browser that forbids storage forgets the choice, and that is all that happens.
function read(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? ''
  } catch {
    return ''
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, value)
  } catch {
    return
  }
}
