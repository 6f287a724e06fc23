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
