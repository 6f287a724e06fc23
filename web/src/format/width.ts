/** Of the widest of the fonts that a page may be shown in, in its bold tabular figures. */
const FIGURE_EMS = 0.68
const SIGN_EMS = 0.38

/** How wide a figure can get at most, in multiples of its font's size: points, commas and spaces are narrow. */
export function widthInEms(written: string): number {
  // Marks of direction take no room.
  const text = written.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, '')
  const signs = text.match(/[.,'’\s\u00a0\u202f-]/g)?.length ?? 0
  return Math.round(100 * ((text.length - signs) * FIGURE_EMS + signs * SIGN_EMS)) / 100
}
