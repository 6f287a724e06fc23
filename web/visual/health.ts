import { KEPT_FIGURES, sampleHealth } from '../src/health/sample'
import type { RejectPage } from '../src/api/types'
import { groupsFor, valueOf } from '../src/health/figures'

const NUMBERS = 360

const event = (number: number, reason: string, id: string | null, detail: string, said: RejectPage['items'][number]['said'], body: string): RejectPage['items'][number] => ({
  number, reason, detail, ...(said ? { said } : {}), ...(id === null ? {} : { id }), source: number % 2 === 0 ? 'http' : 'webhook:shopify:orders/create', received_at: '2018-03-11T13:58:12.000-04:00', body,
})

/** What was rejected: most reasons have words in every language, and one from a newer server is shown as it is. */
export const rejects: RejectPage = {
  total: 44, offset: 0, limit: 200, counts: { currency_mismatch: 41, too_late: 3 },
  items: [
    event(44, 'currency_mismatch', '#10588', 'currency is `CAD`, but this shop counts in USD, and there are no rates: load some with `livetill rates import`', { code: 'no_rates', values: { said: 'CAD', currency: 'USD' } }, '{"id":"#10588","timestamp":"2018-03-11T13:58:11-04:00","currency":"CAD","items":[{"sku":"20194","price":"9.41","quantity":3}]}'),
    event(43, 'currency_mismatch', null, 'a sentence of a newer server', undefined, '{"currency":"XCD"}'),
    event(42, 'too_late', '#9004', 'older than the 30 newest business days with data, which are kept in detail', { code: 'too_late', values: { days: '30' } }, '{"id":"#9004","timestamp":"2018-01-02T09:00:00-05:00"}'),
  ],
}

/** The sample with an hour of history: each figure swings around its present value, and five minutes are missing. */
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
