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

/** A problem in the words of the page. */
export interface ProblemWords {
  title: string
  detail: string
  /** What the server says besides, in English, where the page knows less; empty where it knows as much. */
  english: string
}

/** Of these kinds the name says what is wrong only roughly: the server's own words say which part of the request, and why. */
const ROUGH = ['bad_request', 'invalid_parameter']

/** A problem in the language of the page. What it has no words for is said as the server says it, and called English. */
export function problemWords(problem: Problem): ProblemWords {
  // One that a proxy made may lack anything.
  const { type = '', title = '', status, detail = '' }: Partial<Problem> = problem
  if (spoken.value.language === SERVER_LANGUAGE) return { title, detail, english: '' }
  const { problems, parameter } = words.value.server
  const { answered, refused } = words.value.shell.connection
  const name = type.slice(type.lastIndexOf(':') + 1)
  const own = ownWords(problems, name)
  if (own === null) return { title: status === undefined ? refused : answered(status), detail: '', english: detail || title }
  if (!ROUGH.includes(name)) return { ...own, english: '' }
  const named = name === 'invalid_parameter' ? /^query parameter `([^`]+)`/.exec(detail)?.[1] : undefined
  return { title: own.title, detail: named === undefined ? own.detail : parameter(named), english: detail }
}
