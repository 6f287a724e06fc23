import { computed, createApp, h } from 'vue'
import { describe, expect, it } from 'vitest'
import type { Comparison, DayFigures } from '@/api/types'
import { createFormats } from '@/format/formats'
import { createLiveStore, liveKey } from '@/stores/live'
import HeadlineStrip from './HeadlineStrip.vue'

const figures: DayFigures = {
  orders: 120, unique_items: 45, units: 300,
  revenue: '1234.56', returns: '12.00', net_revenue: '1222.56', average_order: '10.29',
}

/** All text of the last strip. */
let text = ''

function render(comparison: Comparison, day: Partial<DayFigures> = {}): string[] {
  const host = document.createElement('div')
  const app = createApp(() =>
    h(HeadlineStrip, { date: '2018-03-11', asOf: '2018-03-11T10:23:45-04:00', figures: { ...figures, ...day }, comparison, pulse: { minutes: [{ minute: '10:22', orders: 5, revenue: '50.00' }], baseline: null }, days: [] }),
  )
  app.provide(liveKey, { ...createLiveStore('default'), formats: computed(() => createFormats('en-US', { currency: 'USD', timezone: 'America/New_York', today: '2018-03-11' })) })
  app.mount(host)
  text = (host.textContent ?? '').replace(/\s+/g, ' ')
  const lines = [...host.querySelectorAll('.line')].map((line) => (line.textContent ?? '').replace(/\s+/g, ' ').trim())
  app.unmount()
  return lines
}

describe('comparison in the headline', () => {
  it('shows change and baseline, for revenue, orders and the average', () => {
    const lines = render({ yesterday: { orders: 100, revenue: '1000.00' }, last_week: { orders: 240, revenue: '2469.12' } })
    expect(lines).toEqual([
      expect.stringMatching(/\+23%.*yesterday.*\$1,000\.00/),
      expect.stringMatching(/-50%.*a week ago.*\$2,469\.12/),
      expect.stringMatching(/\+20%.*yesterday.*100/),
      expect.stringMatching(/-50%.*a week ago.*240/),
      expect.stringMatching(/\+2\.9%.*yesterday.*\$10\.00/),
      expect.stringMatching(/0\.0%.*a week ago.*\$10\.29/),
    ])
  })

  it('suppresses the change against a tiny or empty baseline', () => {
    const lines = render({ yesterday: { orders: 3, revenue: '30.00' }, last_week: { orders: 0, revenue: '0.00' } })
    expect(lines.join()).not.toContain('%')
    expect(lines[0]).toMatch(/^▲ ?\+\$1,204\.56 ?yesterday ?\$30\.00$/)
    expect(lines[2]).toMatch(/^▲ ?\+117 ?yesterday ?3$/)
    expect(lines[4]).toMatch(/too few orders to compare/)
    expect(lines[1]).toMatch(/no orders by this time/)
  })

  it('says why a baseline or the units are unknown, and does not show them as zero', () => {
    const lines = render({ yesterday: null, last_week: null, yesterday_unknown: 'original_design', last_week_unknown: 'totals_only' }, { units: null })
    expect(lines[0]).toMatch(/the original design counted that day, without its minutes.*yesterday$/)
    expect(lines[3]).toMatch(/only the totals of that day are kept.*a week ago$/)
    expect(text).toContain('a week ago is unknown: only the totals of that day are kept')
    expect(text).toMatch(/Units unknown ?–/)
    expect(text).not.toMatch(/no orders|\b0 /i)
  })

  it('claims no fall of the average on a day without sales so far', () => {
    const lines = render(
      { yesterday: { orders: 100, revenue: '1000.00' }, last_week: { orders: 100, revenue: '1000.00' } },
      { orders: 0, revenue: '0.00', average_order: '0.00' },
    )
    expect(lines[2]).toContain('-100%')
    expect(lines[4]).not.toContain('%')
  })
})
