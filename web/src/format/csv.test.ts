import { expect, it } from 'vitest'
import { csv } from './csv'

it('writes what spreadsheets read, and nothing that they would run', () => {
  expect(csv(['rank', 'name'], [[1, 'Kéks, "fine"'], [2, '=HYPERLINK("x")'], [3, 'a\nb'], [-4, '-5']])).toBe(
    '\ufeffrank,name\r\n1,"Kéks, ""fine"""\r\n2,"\'=HYPERLINK(""x"")"\r\n3,"a\nb"\r\n-4,\'-5\r\n',
  )
})

it('writes exact numbers as they are, negative ones too', () => {
  expect(csv(['net_revenue'], [[{ decimal: '-90071992547409931.25' }]])).toBe('\ufeffnet_revenue\r\n-90071992547409931.25\r\n')
})

it('lets no formula begin where a spreadsheet in another country splits cells', () => {
  const cellOf = (name = '') => csv([], [[name]]).split('\r\n')[1]
  for (const [name, written] of [
    ['tea;=cmd', "tea;'=cmd"],
    ['tea; =cmd', "tea;' =cmd"],
    ['tea;+1;-1;@x', "tea;'+1;'-1;'@x"],
    ['tea;"=cmd"', `"tea;'""=cmd"""`],
    ['tea\t=cmd', "tea\t'=cmd"],
    ['tea\n=cmd', `"tea\n'=cmd"`],
    ['\uff1dcmd', "'\uff1dcmd"],
    ['tea; green, -5 %', '"tea; green, -5 %"'],
    ['a-b;c=d', 'a-b;c=d'],
  ]) {
    expect(cellOf(name)).toBe(written)
  }
  expect(csv([], [['tea\r\n=cmd']])).toContain(`"tea\r\n'=cmd"`)
})
