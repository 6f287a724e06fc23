import { spoken, words } from '@/words/words'
import type { Problem } from './types'

/** The server speaks English. */
const SERVER_LANGUAGE = 'en'

/** What the page says for one of the server's stable names; null: in the server's own language, or of a name without words. */
export function ownWords<T>(known: Record<string, T>, name: string): T | null {
  if (spoken.value.language === SERVER_LANGUAGE || !Object.hasOwn(known, name)) return null
  return known[name] ?? null
}

/** A problem in the language of the page; of a kind that has no words here, as the server says it. */
export function problemWords(problem: Problem): { title: string; detail: string } {
  // One that a proxy made may have no type.
  const { type = '' }: Partial<Problem> = problem
  return ownWords(words.value.server.problems, type.slice(type.lastIndexOf(':') + 1)) ?? problem
}
