import { afterEach, expect, it } from 'vitest'
import { speak } from '@/words/words'
import { problemWords } from './said'
import type { Problem } from './types'

const problem = (name: string) => ({ type: `urn:livetill:problem:${name}`, title: 'Title', status: 400, detail: 'As the server says it.' })

afterEach(() => speak('en', 'en-US'))

it('is shown in the server’s own words in English, and in the page’s words in other languages', async () => {
  expect(problemWords(problem('unknown_shop'))).toMatchObject({ title: 'Title', detail: 'As the server says it.' })
  await speak('de', 'de-DE')
  expect(problemWords(problem('unknown_shop'))).toEqual({ title: 'Unbekannter Shop', detail: 'Diesen Shop gibt es auf diesem Server nicht.', english: '' })
})

it('of which there are no words is said in English, and called so', async () => {
  await speak('de', 'de-DE')
  const said = { title: 'Der Server antwortete mit 400.', detail: '', english: 'As the server says it.' }
  for (const name of ['of_the_next_version', 'constructor', '']) expect(problemWords(problem(name))).toEqual(said)
  // One that a proxy made may lack anything.
  expect(problemWords({ title: 'Title' } as Problem)).toEqual({ title: 'Der Server sendet keine Zahlen.', detail: '', english: 'Title' })
  expect(problemWords({ title: 'Title', status: 400 } as Problem)).toEqual({ ...said, english: 'Title' })
})

it('of which the name says little has the words of the server below those of the page', async () => {
  const wrong = { ...problem('invalid_parameter'), detail: 'query parameter `top` must be between 1 and 100' }
  const unreadable = { ...problem('bad_request'), detail: 'the body is empty' }
  expect(problemWords(wrong)).toEqual({ title: 'Title', detail: wrong.detail, english: '' })
  await speak('de', 'de-DE')
  expect(problemWords(wrong)).toEqual({ title: 'Ungültige Angabe', detail: 'Mit dem Wert von „top“ kann der Server nichts anfangen.', english: wrong.detail })
  expect(problemWords(unreadable)).toEqual({ title: 'Ungültige Anfrage', detail: 'Der Server versteht diese Anfrage nicht.', english: unreadable.detail })
  expect(problemWords(problem('invalid_parameter')).detail).toBe('Mit einer Angabe in dieser Anfrage kann der Server nichts anfangen.')
})
