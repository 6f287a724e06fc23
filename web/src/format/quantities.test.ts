import { describe, expect, it } from 'vitest'
import { createQuantities } from './quantities'

const write = createQuantities('en-GB')

describe('quantities', () => {
  it('are written to three digits, in the unit that fits', () => {
    expect([0, 96, 999, 999_999, 1_254_000, 6.4e9].map((value) => write(value, 'bytes'))).toEqual(['0 kB', '0.096 kB', '0.999 kB', '1 MB', '1.25 MB', '6.4 GB'])
    expect([0.00042, 0.0123, 0.25, 1.5, 300, 171_000, 303_840].map((value) => write(value, 'seconds'))).toEqual(['0.42 ms', '12.3 ms', '250 ms', '1.5 secs', '5 mins', '47.5 hrs', '3.52 days'])
    expect([0.04, 7.25, 83.4, 100].map((value) => write(value, 'percent'))).toEqual(['0%', '7.3%', '83%', '100%'])
    expect([write(1234.5, 'per_second'), write(20_000, 'count'), write(2_500_000, 'bytes_per_second')]).toEqual(['1.23k/s', '20k', '2.5 MB/s'])
  })
  it('say so if they are unknown', () => {
    expect([write(null, 'percent'), write(undefined, 'count'), write(Number.NaN, 'seconds')]).toEqual(['–', '–', '–'])
  })
  it('follow the locale', () => {
    expect(createQuantities('de-DE')(1_254_000, 'bytes').replace(/\u00a0/g, ' ')).toBe('1,25 MB')
  })
})
