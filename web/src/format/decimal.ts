// Exact arithmetic on decimal strings, the form in which money arrives. BigInt all the way: a float would be off by a cent sooner
// or later.

interface Decimal {
  digits: bigint
  scale: number
}

/** price × quantity with every digit of both kept. */
export function multiply(amount: string, factor: string): string {
  const [x, y] = [parse(amount), parse(factor)]
  return write({ digits: x.digits * y.digits, scale: x.scale + y.scale })
}

/** amount / count, rounded half away from zero to `places` decimals. */
export function divide(amount: string, count: number, places: number): string {
  const { digits, scale } = parse(amount)
  const numerator = digits * 10n ** BigInt(places)
  const denominator = BigInt(count) * 10n ** BigInt(scale)
  const half = numerator < 0n === denominator < 0n ? 1n : -1n
  return write({ digits: (2n * numerator + half * denominator) / (2n * denominator), scale: places })
}

/** How many decimals an amount has. */
export const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0

export function add(a: string, b: string): string {
  const [x, y] = [parse(a), parse(b)]
  const scale = Math.max(x.scale, y.scale)
  const raise = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own)
  return write({ digits: raise(x) + raise(y), scale })
}

export function negate(amount: string): string {
  const { digits, scale } = parse(amount)
  return write({ digits: -digits, scale })
}

function parse(amount: string): Decimal {
  const [whole = '0', fraction = ''] = amount.split('.')
  return { digits: BigInt(whole + fraction), scale: fraction.length }
}

function write({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
