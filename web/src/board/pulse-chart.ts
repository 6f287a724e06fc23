import uPlot from 'uplot'
import type { Formats } from '@/format/formats'
import { chartFrame, endChart } from '@/charts/frame'
import { readPalette, setAxisFont } from '@/charts/palette'
import type { PulseMetric, PulseSeries, PulseShape, Span } from './pulse-series'

export interface PulseView {
  series: PulseSeries
  span: Span
  bucket: number
  metric: PulseMetric
  shape: PulseShape
  formats: Formats
}

export interface PulseChart {
  /** Draws soon; of several calls in quick succession only the last is drawn. */
  show(view: PulseView): void
  resize(width: number, height: number): void
  repaint(): void
  destroy(): void
}

const HOUR_STEPS = [5, 10, 15, 30, 60, 120, 180, 240, 360]
const TICK_WIDTH_PX = 64
const REDRAW_MS = 250
const [BASELINE_WIDTH, SUM_WIDTH] = [2, 3]

/** Bars or a line for today, and a line for the baseline or its trend. `onPoint` gets the bucket under the pointer. */
export function createPulseChart(host: HTMLElement, first: PulseView, onPoint: (index: number | null) => void): PulseChart {
  let view = first
  let palette = readPalette(host)
  // Null when the chart has ended, which may outlive its page.
  let page: { host: HTMLElement; onPoint: (index: number | null) => void } | null = { host, onPoint }
  const hourFormat = (minute: number) => (minute % 60 === 0 ? view.formats.hour((minute / 60) % 24) : view.formats.minute(minute))

  const plot = new uPlot(
    {
      ...chartFrame(
        host,
        () => palette,
        {
          splits: (chart) => ticks(view.span, chart.bbox.width / devicePixelRatio / palette.scale),
          values: (_, splits) => splits.map(hourFormat),
        },
        {
          least: 48,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8, 1e9],
          values: (_, splits) => splits.map((value) => (view.metric === 'orders' ? view.formats.integer(value) : view.formats.moneyShort(value))),
        },
      ),
      scales: {
        x: { time: false, range: () => [view.span.from, view.span.to] },
        // The axis starts at zero and keeps headroom, so that one more order does not move everything.
        y: { range: (_, __, max: number | null) => [0, Math.max(4, niceCeiling((max ?? 0) * 1.05))] },
      },
      series: [
        {},
        {
          fill: () => palette.bar,
          paths: uPlot.paths.bars?.({ size: [0.7, 40] }),
          points: { show: false },
        },
        {
          stroke: () => palette.baseline,
          width: BASELINE_WIDTH * palette.scale,
          points: { show: false },
        },
        {
          stroke: () => palette.bar,
          width: SUM_WIDTH * palette.scale,
          points: { show: false },
        },
      ],
      hooks: { setCursor: [(chart) => page?.onPoint(chart.cursor.idx ?? null)] },
    },
    drawn(view),
    host,
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  const draw = () => {
    timer = undefined
    plot.setData(drawn(view))
  }
  function dress(): void {
    if (page === null) return
    palette = readPalette(page.host)
    setAxisFont(plot, palette)
    for (const [index, width] of [[2, BASELINE_WIDTH], [3, SUM_WIDTH]] as const) {
      const line = plot.series[index]
      if (line !== undefined) line.width = width * palette.scale
    }
  }

  return {
    show(next) {
      // A reader's choice and another width of bars are drawn at once, new orders at a pace that the eye can follow.
      const isWrittenAnew = next.metric !== view.metric || next.shape !== view.shape || next.formats !== view.formats
      const chosen = next.span.from !== view.span.from || next.span.to !== view.span.to || next.bucket !== view.bucket || isWrittenAnew
      view = next
      if (chosen) {
        clearTimeout(timer)
        draw()
        // Axes whose scale did not change keep their old labels.
        if (isWrittenAnew) plot.redraw(false, true)
      } else timer ??= setTimeout(draw, REDRAW_MS)
    },
    resize(width, height) {
      dress()
      plot.setSize({ width, height })
    },
    repaint() {
      dress()
      plot.redraw(false)
    },
    destroy() {
      clearTimeout(timer)
      endChart(plot)
      page = null
    },
  }
}

/** Bars are centred, and a sum is drawn at the end of its bucket. The baseline itself is only read out; its trend is drawn. */
function drawn({ series: [starts, today, , trend], bucket, shape }: PulseView): uPlot.AlignedData {
  const nothing = starts.map(() => null)
  if (shape === 'sum') return [starts.map((start) => start + bucket), nothing, trend, today]
  return [starts.map((start) => start + bucket / 2), today, trend, nothing]
}

function niceCeiling(value: number): number {
  if (value <= 0) return 0
  const unit = 10 ** Math.floor(Math.log10(value))
  const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
  return (steps.find((step) => step * unit >= value) ?? 10) * unit
}

function ticks(span: Span, width: number): number[] {
  const minutes = span.to - span.from
  const step = HOUR_STEPS.find((candidate) => (width * candidate) / minutes >= TICK_WIDTH_PX) ?? 360
  const first = Math.ceil(span.from / step) * step
  // The last tick of the day would be midnight again, clipped at the edge.
  return Array.from({ length: Math.ceil((span.to - first) / step) }, (_, index) => first + index * step)
}
