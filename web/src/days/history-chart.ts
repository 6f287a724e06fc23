import uPlot from 'uplot'
import type { Formats } from '@/format/formats'
import type { HistoryDay } from './history-series'
import { chartFrame, endChart } from '@/charts/frame'
import { readPalette, setAxisFont } from '@/charts/palette'

/** A day, or a period until `last`, with what it is compared with. */
export type HistoryBar = Pick<HistoryDay, 'date' | 'amount' | 'total' | 'usual'> & { last?: string; before?: number | null }

export interface HistoryView {
  days: readonly HistoryBar[]
  chosen: string
  formats: Formats
}

export interface HistoryChart {
  show(view: HistoryView): void
  resize(width: number, height: number): void
  repaint(): void
  destroy(): void
}

const LABEL_PX = 84

/** A bar per day, with the weekday's usual range as a soft block behind it. */
export function createHistoryChart(host: HTMLElement, first: HistoryView, onPoint: (index: number | null) => void): HistoryChart {
  let view = first
  let palette = readPalette(host)
  // Null when the chart has ended, which may outlive its page.
  let page: { host: HTMLElement; onPoint: (index: number | null) => void } | null = { host, onPoint }

  const plot = new uPlot(
    {
      ...chartFrame(
        host,
        () => palette,
        {
          splits: (chart) => labelled(view.days.length, chart.bbox.width / devicePixelRatio, palette.scale),
          values: (_, splits) => splits.map((index) => dayLabel(index)),
        },
        { least: 56, values: (_, splits) => splits.map((value) => view.formats.moneyShort(value)) },
      ),
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(1, view.days.length) - 0.5] },
        y: { range: () => [0, Math.max(1, ...view.days.map((day) => Math.max(day.total, day.usual?.high ?? 0, day.before ?? 0))) * 1.06] },
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { drawAxes: [(chart) => paint(chart)], setCursor: [(chart) => page?.onPoint(chart.cursor.idx ?? null)] },
    },
    data(view),
    host,
  )

  function dayLabel(index: number): string {
    const date = view.days[index]?.date
    return date === undefined ? '' : view.formats.dayMonth(date)
  }

  // Bars are painted by hand, because the blocks have to be behind them and the chosen day has a colour of its own.
  function paint({ ctx, bbox, valToPos }: uPlot): void {
    const slot = bbox.width / Math.max(1, view.days.length)
    const block = Math.max(1, slot * 0.9)
    const bar = Math.max(1, Math.min(slot * 0.56, 40 * devicePixelRatio))
    const rect = (index: number, low: number, high: number, width: number) => {
      const [top, bottom] = [valToPos(high, 'y', true), valToPos(low, 'y', true)]
      ctx.fillRect(valToPos(index, 'x', true) - width / 2, top, width, Math.max(devicePixelRatio, bottom - top))
    }
    ctx.save()
    view.days.forEach((day, index) => {
      if (day.usual === null) return
      ctx.fillStyle = palette.range
      rect(index, day.usual.low, day.usual.high, block)
    })
    view.days.forEach((day, index) => {
      if (day.total <= 0) return
      ctx.fillStyle = day.date === view.chosen ? palette.ink : palette.bar
      rect(index, 0, day.total, bar)
    })
    view.days.forEach((day, index) => {
      if (day.before == null) return
      ctx.fillStyle = palette.baseline
      const width = Math.max(bar, slot * 0.8)
      const height = 2 * devicePixelRatio * palette.scale
      ctx.fillRect(valToPos(index, 'x', true) - width / 2, valToPos(day.before, 'y', true) - height / 2, width, height)
    })
    ctx.restore()
  }

  function dress(): void {
    if (page === null) return
    palette = readPalette(page.host)
    setAxisFont(plot, palette)
  }

  return {
    show(next) {
      const isWrittenAnew = next.formats !== view.formats
      view = next
      plot.setData(data(view))
      // Axes whose scale did not change keep their old labels.
      if (isWrittenAnew) plot.redraw(false, true)
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
      endChart(plot)
      page = null
    },
  }
}

function data({ days }: HistoryView): uPlot.AlignedData {
  return [days.map((_, index) => index), days.map((day) => day.total)]
}

/** The days that get a date below them: as many as there is room for, and none so near the edge that it would be cut off. */
function labelled(count: number, width: number, scale: number): number[] {
  const step = Math.max(1, Math.ceil((count * LABEL_PX * scale) / Math.max(1, width)))
  const last = count - 1 - Math.floor(step / 2)
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => last - index * step).toReversed()
}
