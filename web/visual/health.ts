import { KEPT_FIGURES, sampleHealth } from '../src/health/sample'
import { groupsFor, valueOf } from '../src/health/figures'

const NUMBERS = 360

/** The sample with an hour behind it: each figure swings round what it is now, and five minutes are missing. */
export function healthWithHistory() {
  const health = sampleHealth()
  const figures = groupsFor(health).flatMap((group) => group.figures).filter(({ key }) => KEPT_FIGURES.includes(key))
  const wave = (n: number, seed: number) => 0.75 + 0.2 * Math.sin(n / (17 + seed)) + 0.1 * Math.sin(n * (1.7 + seed / 10))
  const swung = (value: number, by: number) => (Number.isInteger(value) ? Math.round(value * by) : value * by)
  const series = Object.fromEntries(
    figures.map(({ key }, seed) => [key, Array.from({ length: NUMBERS }, (_, n) => (n > 200 && n < 230 ? null : swung(valueOf(health, key) ?? 0, wave(n, seed))))]),
  )
  return { ...health, history: { interval_seconds: 10, until: health.as_of, series } }
}
