/** `decimal`: an exact number, which no float could hold. The sign of a number does not begin a formula. */
export type Cell = string | number | { decimal: string }

/**
 * Where a formula could begin that a spreadsheet would run: at a cell's start, and after a character at which other spreadsheets
 * split cells. In countries with decimal commas that is the semicolon, and there our quotation marks are in the middle of a cell
 * and do not protect it.
 */
const FORMULA = /(^(?=[\t\r\n])|(?:^|[;\t\n]|\r(?!\n))(?=[" ]*[=+\-@\uff1d\uff0b\uff0d\uff20]))/g

/** RFC 4180, with the byte order mark that spreadsheet programs need to read UTF-8. */
export function csv(header: string[], rows: Cell[][]): string {
  return `\ufeff${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object') return value.decimal
  const safe = value.replace(FORMULA, "$1'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
