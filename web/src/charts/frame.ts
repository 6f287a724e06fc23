import type uPlot from 'uplot'
import { AXIS_GAP, axisSize, type Palette } from './palette'

const LABEL_SPACE = 36

/**
 * The browser remembers the shape of uPlot's objects, and with it a function of the last chart, which references the whole chart.
 * So what the chart would hold of the page and its pixels is released here, and by the code that made the chart.
 */
export function endChart(plot: uPlot): void {
  plot.destroy()
  plot.ctx.canvas.width = 0
}

type Said = Required<Pick<uPlot.Axis, 'values'>>

/**
 * What every chart has: the size of its host, a pointer that reports its position, and two axes in the page's font. The palette
 * is replaced when the page grows.
 */
export function chartFrame(host: HTMLElement, palette: () => Palette, x: Said & Required<Pick<uPlot.Axis, 'splits'>>, y: Said & Pick<uPlot.Axis, 'incrs'> & { /** As wide as short labels. */ least: number }): Pick<uPlot.Options, 'width' | 'height' | 'padding' | 'legend' | 'cursor' | 'axes'> {
  const written = () => ({ stroke: () => palette().ink, font: palette().font, gap: AXIS_GAP * palette().scale, ticks: { show: false } })
  const { least, ...said } = y
  return {
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
    // Half a line above the topmost label, whatever the size of the page.
    padding: [() => 8 * palette().scale, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    axes: [
      { ...written(), ...x, size: () => 26 * palette().scale, grid: { show: false } },
      { ...written(), ...said, size: (_, values) => axisSize(values, palette(), least), space: () => LABEL_SPACE * palette().scale, grid: { stroke: () => palette().line, width: 1 } },
    ],
  }
}
