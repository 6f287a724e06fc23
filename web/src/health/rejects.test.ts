// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RejectPage } from '@/api/types'
import { grammarOf } from '@/words/grammar'
import { rejects } from '@/words/en/rejects'
import { originOf, rejectRows, replayedText } from './rejects'

it('came from a platform, a stream, a file or over HTTP', () => {
  const origins = ['webhook:woocommerce:order.updated', 'webhook:shopify:', 'kinesis:orders', 'http'].map((source) => originOf(source, { http: 'over HTTP' }))
  expect(origins).toEqual(['WooCommerce order.updated', 'Shopify', 'kinesis:orders', 'over HTTP'])
})

it('says which of the replayed could not be tried, and what to do', () => {
  const answer = { replayed: 3, accepted: 1, duplicates: 0, updated: 0, rejected: { no_rate: 2 } }
  const text = rejects(grammarOf('en', 'en-GB'))
  expect(replayedText(answer, text)).toBe('1 order is counted now, 0 were already known, 2 are rejected again.')
  expect(replayedText({ ...answer, cut: 1 }, text)).toContain('1 of them could not be tried, because only its first 16 KiB are kept: send it again.')
})

describe('rejects by reason', () => {
  const shops = [
    { shop: 'default', rejects: { too_late: 3, currency_mismatch: 41, malformed_json: 0 } },
    { shop: 'acme', rejects: { missing_id: 7 } },
  ] as never
  const page = { counts: { too_late: 2, no_rate: 5 } } as unknown as RejectPage

  it('are shown for all shops, with those that are kept of this one', () => {
    expect(rejectRows(shops, 'default', page)).toEqual([
      { shop: 'default', reason: 'currency_mismatch', events: 41, kept: 0 },
      { shop: 'acme', reason: 'missing_id', events: 7, kept: null },
      { shop: 'default', reason: 'too_late', events: 3, kept: 2 },
      { shop: 'default', reason: 'no_rate', events: 0, kept: 5 },
    ])
    expect(rejectRows(shops, 'default', null).map(({ kept }) => kept)).toEqual([null, null, null])
  })

  it('have words for every reason that the documentation lists', async () => {
    const text = await readFile(fileURLToPath(new URL('../../../docs/orders.md', import.meta.url)), 'utf8')
    const table = text.slice(text.indexOf('| reason |')).split('\n').filter((line) => line.startsWith('| `'))
    const listed = table.flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, reason]) => reason))
    expect(listed.length).toBeGreaterThan(20)
    expect(Object.keys(rejects(grammarOf('en', 'en-GB')).reasons).toSorted()).toEqual(listed.toSorted())
  })
})
