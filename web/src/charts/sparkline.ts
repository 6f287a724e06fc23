/** Points of a line through `values` in a box, oldest first; the axis begins at zero. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  if (values.length === 0) return ''
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values.map((value, index) => `${(index * step).toFixed(1)},${(height - (value / most) * height).toFixed(1)}`).join(' ')
}

/** Lines through values of which some are unknown: each run of known ones is a line of its own. */
export function gappedLines(values: readonly (number | null)[], most: number, width: number, height: number): string[] {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const lines: string[][] = [[]]
  values.forEach((value, index) => {
    if (value === null) lines.push([])
    else lines.at(-1)?.push(`${(index * step).toFixed(1)},${(height - (most > 0 ? value / most : 0) * height).toFixed(1)}`)
  })
  // A single point is drawn as a short stroke, because a line needs two.
  return lines.filter((line) => line.length > 0).map((line) => (line.length === 1 ? `${line[0]} ${line[0]}` : line.join(' ')))
}
