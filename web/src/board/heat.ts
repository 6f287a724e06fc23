/** An hour this many times as strong as most is marked as an outlier instead of making all others pale. */
const BEYOND = 3
/** Most hours sell no more than the one at this place, in order of their revenue. */
const MOST = 0.75

/** The revenue from which an hour has the strongest colour: that of the strongest, unless it is an outlier. */
export function fullHeat(amounts: readonly number[]): number {
  const sold = amounts.filter((amount) => amount > 0).toSorted((a, b) => a - b)
  const strongest = sold.at(-1) ?? 0
  return Math.min(strongest, BEYOND * (sold[Math.floor(MOST * (sold.length - 1))] ?? 0))
}

/** How dark an hour is, in whole percents: its share of a full one, bent so that quiet hours still differ from empty ones. */
export function heatOf(amount: number, full: number): number {
  return amount <= 0 || full <= 0 ? 0 : Math.round(8 + 92 * Math.min(1, amount / full) ** 0.8)
}
