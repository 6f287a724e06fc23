import { computed, shallowRef, type ComputedRef } from 'vue'
import { laid, LANGUAGES, type Language, type Translation } from './catalogue'
import { english, type LateWords } from './en'
import { grammarOf, type Grammar } from './grammar'

export interface Spoken {
  /** A key of `LANGUAGES`. */
  language: string
  /** The locale of figures and dates: the language in its region. */
  locale: string
  dir: Language['dir']
}

interface Loaded extends Spoken {
  translate(grammar: Grammar): Translation
}

const loaded = shallowRef<Loaded>({ language: 'en', locale: 'en-US', dir: 'ltr', translate: () => ({}) })

/** The language that the page is shown in. */
export const spoken: ComputedRef<Spoken> = computed(() => loaded.value)

const translation = computed(() => loaded.value.translate(grammarOf(loaded.value.language, loaded.value.locale)))
/** English words use the digits of the page, too. */
const englishGrammar = computed(() => grammarOf('en', loaded.value.locale))

/** The words of the page in its language. */
export const words = computed(() => laid(english(englishGrammar.value), translation.value))

/** The long texts of one page: their English comes with that page's code, and another language has them in its own file. */
export function wordsWithPage<Name extends keyof LateWords>(name: Name, inEnglish: (grammar: Grammar) => LateWords[Name]): ComputedRef<LateWords[Name]> {
  return computed(() => laid(inEnglish(englishGrammar.value), translation.value[name] ?? ({} as Translation<LateWords[Name]>)))
}

let newest = 0

/** Shows the page in a language, as soon as its words are there; of several calls only the last counts. */
export async function speak(language: string, locale: string): Promise<void> {
  const { dir, load } = LANGUAGES[language] as Language
  const call = (newest += 1)
  const translate = await load()
  if (call === newest) loaded.value = { language, locale, dir, translate }
}
