import { expect, it } from 'vitest'
import { csv } from './csv'

it('writes what spreadsheets read, and nothing they would run', () => {
  expect(csv(['rank', 'name'], [[1, 'Kéks, "fine"'], [2, '=HYPERLINK("x")'], [3, 'a\nb'], [-4, '-5']])).toBe(
    '\ufeffrank,name\r\n1,"Kéks, ""fine"""\r\n2,"\'=HYPERLINK(""x"")"\r\n3,"a\nb"\r\n-4,\'-5\r\n',
  )
})
