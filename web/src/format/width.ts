/** Measured with the widest font that a page may be shown in, in bold tabular figures. */
const FIGURE_EMS = 0.68
const SIGN_EMS = 0.38

// Direction marks take no room.
const MARKS = /\p{Cf}/gu

/** How many letters of a text are seen. */
export const lettersOf = (written: string): number => written.replace(MARKS, '').length

/** The most that a figure can be wide, in multiples of its font size: points, commas and spaces are narrow. */
export function widthInEms(written: string): number {
  const text = written.replace(MARKS, '')
  const signs = text.match(/[.,'’\s\u00a0\u202f-]/g)?.length ?? 0
  return Math.round(100 * ((text.length - signs) * FIGURE_EMS + signs * SIGN_EMS)) / 100
}

/** The most that the widest of some figures can take. */
export const widestInEms = (written: readonly string[]): number => Math.max(0, ...written.map(widthInEms))
