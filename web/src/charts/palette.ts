import type uPlot from 'uplot'

/** The colours that a canvas needs, resolved: a canvas cannot read custom properties. */
export interface Palette {
  ink: string
  line: string
  bar: string
  barLast: string
  baseline: string
  range: string
  font: string
  /** How much larger than usual the page is: a canvas has no rem. */
  scale: number
}

export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const colour = (token: string) => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const style = getComputedStyle(element)
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const palette = {
    ink: colour('--ink-3'),
    line: colour('--line'),
    bar: colour('--bar'),
    barLast: colour('--accent'),
    baseline: colour('--baseline'),
    range: colour('--range'),
    font: `${Math.round(rem * 0.6875)}px ${style.fontFamily}`,
    scale: rem / 16,
  }
  probe.remove()
  return palette
}

const context = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d')

/** How wide an axis has to be for its longest label; `least` while labels are short, so that a chart rarely moves. */
export function axisSize(labels: readonly string[] | null, palette: Palette, least: number): number {
  if (context === null) return least * palette.scale
  context.font = palette.font
  const widest = Math.max(0, ...(labels ?? []).map((label) => context.measureText(label).width))
  return Math.max(least * palette.scale, Math.ceil(widest) + 12 * palette.scale)
}

/** The gap between an axis and its labels, on a page of the usual size. */
export const AXIS_GAP = 7

/**
 * uPlot reads an axis's font and gap only once, and keeps the font in a form of its own. So when the page grows (a wall, a wider
 * screen), it has to be written there.
 */
export function setAxisFont(plot: uPlot, palette: Palette): void {
  for (const axis of plot.axes) {
    axis.gap = AXIS_GAP * palette.scale
    const font = axis.font as unknown as [drawn: string, drawnPx: number, cssPx: number] | undefined
    if (font === undefined) continue
    font[2] = Number.parseInt(palette.font)
    font[1] = Math.round(font[2] * devicePixelRatio)
    font[0] = palette.font.replace(/^\d+/, String(font[1]))
  }
}
