/** Points of a line through `values` in a box, oldest first; the axis begins at zero. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  if (values.length === 0) return ''
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values.map((value, index) => `${(index * step).toFixed(1)},${(height - (value / most) * height).toFixed(1)}`).join(' ')
}
