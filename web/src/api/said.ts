import { spoken, words } from '@/words/words'
import type { Problem } from './types'

/** The server speaks English. */
const SERVER_LANGUAGE = 'en'

/**
 * What the page says for one of the server's stable names; null: in the server's own language, or if there are no words for the
 * name.
 */
export function ownWords<T>(known: Record<string, T>, name: string): T | null {
  if (spoken.value.language === SERVER_LANGUAGE || !Object.hasOwn(known, name)) return null
  return known[name] ?? null
}

/** A problem in the language of the page; in the server's own words if there are none here for its kind. */
export function problemWords(problem: Problem): { title: string; detail: string } {
  // A problem made by a proxy may have no type.
  const { type = '' }: Partial<Problem> = problem
  return ownWords(words.value.server.problems, type.slice(type.lastIndexOf(':') + 1)) ?? problem
}
