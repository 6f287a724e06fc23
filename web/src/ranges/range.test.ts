import { describe, expect, it } from 'vitest'
import { beside, countOf, isWrong, readDays, usualStep, type Written } from './range'

const TODAY = '2018-03-14'
const read = (own: Partial<Written>) => readDays({ span: '', first: '', last: '', date: '', ...own }, TODAY)

describe('the days in an address', () => {
  it('are a name, a day, or from the first to the last', () => {
    expect(read({ span: 'last_28_days' })).toEqual({ span: 'last_28_days' })
    expect(read({ span: 'last_45_days' })).toEqual({ span: 'last_45_days' })
    expect(read({ date: '2018-03-01' })).toEqual({ first: '2018-03-01', last: '2018-03-01' })
    expect(read({ first: '2018-03-01', last: '2018-03-04' })).toEqual({ first: '2018-03-01', last: '2018-03-04' })
    expect(read({ first: '2018-03-01' })).toEqual({ first: '2018-03-01', last: TODAY })
    expect(read({})).toBeNull()
  })

  it('are refused with what is wrong', () => {
    expect(read({ span: 'fortnight' })).toEqual({ kind: 'no_span', text: 'fortnight' })
    expect(read({ span: 'last_0_days' })).toEqual({ kind: 'no_span', text: 'last_0_days' })
    expect(read({ first: '2018-02-29' })).toEqual({ kind: 'no_day', text: '2018-02-29' })
    expect(read({ last: '2018-02-28' })).toEqual({ kind: 'no_day', text: '' })
    expect(read({ first: '2018-03-04', last: '2018-03-01' })).toEqual({ kind: 'order' })
    expect(read({ first: '2018-03-15', last: '2018-03-16' })).toEqual({ kind: 'to_come', isOne: false })
    expect(isWrong(read({ span: 'x' }))).toBe(true)
    expect(isWrong(read({ span: 'week' }))).toBe(false)
  })
})

describe('the period before or after some days', () => {
  it('is as long as they are, and ends with today', () => {
    expect(beside({ first: '2018-03-01', last: '2018-03-07' }, -1, TODAY)).toEqual({ first: '2018-02-22', last: '2018-02-28' })
    expect(beside({ first: '2018-03-05', last: '2018-03-11' }, 1, TODAY)).toEqual({ first: '2018-03-12', last: TODAY })
    expect(beside({ first: '2018-03-08', last: TODAY }, 1, TODAY)).toBeNull()
  })

  it('for whole months has as many months', () => {
    expect(beside({ first: '2018-01-01', last: '2018-01-31' }, 1, TODAY)).toEqual({ first: '2018-02-01', last: '2018-02-28' })
    expect(beside({ first: '2018-01-01', last: '2018-03-31' }, -1, TODAY)).toEqual({ first: '2017-10-01', last: '2017-12-31' })
    expect(beside({ first: '2016-03-01', last: '2016-03-31' }, -1, TODAY)).toEqual({ first: '2016-02-01', last: '2016-02-29' })
  })
})

describe('the step', () => {
  it('leaves a chart with some dozens of bars', () => {
    expect(['month', 'quarter', 'last_90_days', 'year', 'last_365_days', 'last_900_days'].map((span) => usualStep({ span }))).toEqual(['day', 'day', 'day', 'week', 'week', 'month'])
    expect(usualStep({ first: '2010-01-01', last: TODAY })).toBe('month')
    expect(countOf({ first: '2018-03-11', last: '2018-03-12' })).toBe(2)
  })
})
