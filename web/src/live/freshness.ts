/** How long orders took from the server's acceptance to the screen, in milliseconds. */
export interface Freshness {
  last: number
  median: number
  p95: number
  count: number
}

const KEPT = 200
const WINDOW_MS = 60_000

/**
 * Measures in the page how old an order is when it is painted. Server and browser may disagree about the time, so the server's
 * clock is estimated from the quickest message of the last minutes: its timestamp can be behind by at most the connection's
 * shortest delay, of which half a round trip is known.
 */
export function createFreshness() {
  const ages: number[] = []
  let current = Infinity
  let before = Infinity
  let windowStart = 0
  let halfTrip = 0
  let newest = ''

  return {
    /** Every message says something about the clocks. */
    heard(asOf: string, now: number): void {
      if (now - windowStart > WINDOW_MS) {
        before = current
        current = Infinity
        windowStart = now
      }
      current = Math.min(current, now - Date.parse(asOf))
    },
    roundTrip(ms: number): void {
      halfTrip = ms / 2
    },
    /** The first order that a page sees was accepted before the page was open, so it says nothing. */
    painted(acceptedAt: string, now: number): Freshness | null {
      const isFirst = newest === ''
      if (acceptedAt === newest) return null
      newest = acceptedAt
      const ahead = Math.min(current, before) - halfTrip
      if (isFirst || !Number.isFinite(ahead)) return null
      ages.push(Math.max(0, Math.round(now - Date.parse(acceptedAt) - ahead)))
      if (ages.length > KEPT) ages.shift()
      const sorted = ages.toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
      return { last: ages.at(-1) ?? 0, median: at(0.5), p95: at(0.95), count: ages.length }
    },
  }
}
