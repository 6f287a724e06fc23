import { afterEach, expect, it } from 'vitest'
import { speak } from '@/words/words'
import { problemWords } from './said'

const problem = (name: string) => ({ type: `urn:livetill:problem:${name}`, title: 'Title', status: 400, detail: 'As the server says it.' })

afterEach(() => speak('en', 'en-US'))

it('is shown in the server’s own words in English, and in the page’s words in other languages', async () => {
  expect(problemWords(problem('unknown_shop'))).toMatchObject({ title: 'Title', detail: 'As the server says it.' })
  await speak('de', 'de-DE')
  expect(problemWords(problem('unknown_shop'))).toEqual({ title: 'Unbekannter Shop', detail: 'Diesen Shop gibt es auf diesem Server nicht.' })
})

it('without words stays as it is', async () => {
  await speak('de', 'de-DE')
  for (const name of ['of_the_next_version', 'constructor']) expect(problemWords(problem(name)).detail).toBe('As the server says it.')
  expect(problemWords({ ...problem(''), type: 'about:blank' }).title).toBe('Title')
})
