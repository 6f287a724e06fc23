/** The kind of a figure on the health page, which decides how it is written. */
export type Quantity = 'percent' | 'bytes' | 'bytes_per_second' | 'seconds' | 'per_second' | 'count'

// At least a kilobyte: Intl has no short sign for a byte.
const BYTES = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte']

/** Writes quantities in the style of a locale, with at most three digits: "1.25 GB", "340 ms", "12%". */
export function createQuantities(locale: string, perSecond: (value: string) => string = (value) => `${value}/s`): (value: number | null | undefined, quantity: Quantity) => string {
  const formats = new Map<string, Intl.NumberFormat>()
  function write(value: number, unit?: string): string {
    const found = formats.get(unit ?? '')
    const format = found ?? new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, ...(unit === undefined ? { notation: 'compact' } : { style: 'unit', unit, unitDisplay: 'short' }) })
    if (found === undefined) formats.set(unit ?? '', format)
    return format.format(value)
  }
  function bytes(value: number, per: string): string {
    const kilobytes = value / 1000
    // Rounded to three digits first, so that 999,999 bytes are a megabyte instead of 1,000 kilobytes.
    const rounded = Number(Math.abs(kilobytes).toPrecision(3))
    const step = rounded < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log10(rounded) / 3))
    return write(kilobytes / 1000 ** step, `${BYTES[step]}${per}`)
  }
  function seconds(value: number): string {
    if (value < 0.0995) return write(value * 1000, 'millisecond')
    if (value < 0.9995) return write(Math.round(value * 1000), 'millisecond')
    if (value < 120) return write(value, 'second')
    if (value < 7200) return write(value / 60, 'minute')
    return value < 172_800 ? write(value / 3600, 'hour') : write(value / 86_400, 'day')
  }
  return (value, quantity) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return '–'
    switch (quantity) {
      case 'percent':
        return write(value < 10 ? Math.round(value * 10) / 10 : Math.round(value), 'percent')
      case 'bytes':
        return bytes(value, '')
      case 'bytes_per_second':
        return bytes(value, '-per-second')
      case 'seconds':
        return seconds(value)
      case 'per_second':
        return perSecond(write(value))
      case 'count':
        return write(value)
    }
  }
}
