/** Colours a canvas needs, resolved: a canvas cannot read custom properties. */
export interface Palette {
  ink: string
  line: string
  bar: string
  barLast: string
  baseline: string
  font: string
}

export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const colour = (token: string) => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const style = getComputedStyle(element)
  const palette = {
    ink: colour('--ink-3'),
    line: colour('--line'),
    bar: colour('--bar'),
    barLast: colour('--accent'),
    baseline: colour('--baseline'),
    font: `${Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.6875)}px ${style.fontFamily}`,
  }
  probe.remove()
  return palette
}
