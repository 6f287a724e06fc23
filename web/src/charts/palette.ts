import type uPlot from 'uplot'

/** Colours a canvas needs, resolved: a canvas cannot read custom properties. */
export interface Palette {
  ink: string
  line: string
  bar: string
  barLast: string
  baseline: string
  range: string
  font: string
  /** How much larger than usual the page is: a canvas knows no rem. */
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

/** uPlot reads an axis's font once, in its own form, so a page that grew (a wall, a wider screen) has to write it there. */
export function setAxisFont(plot: uPlot, palette: Palette): void {
  for (const axis of plot.axes) {
    const font = axis.font as unknown as [drawn: string, drawnPx: number, cssPx: number] | undefined
    if (font === undefined) continue
    font[2] = Number.parseInt(palette.font)
    font[1] = Math.round(font[2] * devicePixelRatio)
    font[0] = palette.font.replace(/^\d+/, String(font[1]))
  }
}
