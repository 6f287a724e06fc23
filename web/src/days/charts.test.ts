import type uPlot from 'uplot'
import { beforeEach, expect, it, vi } from 'vitest'
import { createPulseChart } from '@/board/pulse-chart'
import { createHistoryChart } from '@/days/history-chart'
import { createFormats } from '@/format/formats'

/** uPlot draws on a canvas, which does not exist here; this records what a chart gives it and asks of it. */
const made = vi.hoisted(() => [] as { options: uPlot.Options; ctx: { canvas: { width: number } }; destroyed: boolean }[])
vi.mock('uplot', () => ({
  default: class {
    static paths = {}
    axes = []
    series = []
    cursor = { idx: 3 }
    ctx = { canvas: { width: 800 } }
    destroyed = false
    constructor(readonly options: uPlot.Options) {
      made.push(this)
    }
    setSize() {}
    destroy() {
      this.destroyed = true
    }
  },
}))

const formats = createFormats('en', null)
const CHARTS = {
  pulse: (host: HTMLElement, onPoint: (index: number | null) => void) =>
    createPulseChart(host, { series: [[0], [1], [0], [0]], span: { from: 0, to: 60 }, bucket: 1, metric: 'orders', shape: 'bars', formats }, onPoint),
  history: (host: HTMLElement, onPoint: (index: number | null) => void) => createHistoryChart(host, { days: [], chosen: '', formats }, onPoint),
}

beforeEach(() => made.splice(0))

it.each(Object.entries(CHARTS))('%s: a chart that has ended, which the browser may keep, holds neither its page nor its pixels', (_, create) => {
  const onPoint = vi.fn()
  const host = document.createElement('div')
  const chart = create(host, onPoint)
  const [plot] = made
  const point = () => plot?.options.hooks?.setCursor?.[0]?.(plot as unknown as uPlot)
  point()
  expect(onPoint).toHaveBeenCalledExactlyOnceWith(3)

  // The palette is read from the page.
  const read = vi.spyOn(host, 'append')
  chart.resize(800, 200)
  expect(read).toHaveBeenCalledOnce()

  chart.destroy()
  expect(plot).toMatchObject({ destroyed: true, ctx: { canvas: { width: 0 } } })
  point()
  expect(onPoint).toHaveBeenCalledOnce()
  chart.resize(800, 200)
  expect(read).toHaveBeenCalledOnce()
})
