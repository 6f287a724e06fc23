// What the tokens of src/styles/tokens.css are for. A test keeps the two in step: every colour on the page has a meaning, and
// none has two.

/** Each colour, and the one thing that it means. */
export const COLOURS: Record<string, string> = {
  '--bg': 'the page, behind all surfaces',
  '--surface': 'what figures stand on: panels, tables, dialogs',
  '--sunken': 'a part of a surface that holds something: the row of a switch, an empty hour, a row under the pointer',
  '--sunken-on-bg': 'the same on the page itself: the page one is on, in the navigation',
  '--line': 'between things of one kind',
  '--line-strong': 'round what can be pressed or typed into',
  '--ink': 'figures, and what is read first',
  '--ink-2': 'names of figures, and text',
  '--ink-3': 'what is beside the point: units, times, notes, axes',
  '--accent': 'where one is, and what to press: focus, the main button, live',
  '--accent-ink': 'text on accent',
  '--accent-soft': 'a share, as a bar behind text; what has just come in; what is chosen in a list',
  '--bar': 'today, and the day that is looked at: bars, lines, heat',
  '--range': 'what is usual: the middle half of the same weekdays',
  '--baseline': 'what is compared with: yesterday, a week before. Never what is good or bad',
  '--up': 'more than before, with an arrow',
  '--down': 'less than before, with an arrow. Less is not wrong',
  '--warn': 'somebody should look: a sign, and the edge of what says so',
  '--warn-soft': 'the ground of a warning',
  '--bad': 'wrong, or cannot be taken back: alerts, no figures, dropping',
  '--bad-soft': 'the ground of an alert',
  '--veil': 'what lies behind a dialog',
}

/** From the smallest up, and where each is used. */
export const TYPE: Record<string, string> = {
  '--text-2xs': 'axes, places won and lost',
  '--text-xs': 'notes, times, comparisons',
  '--text-sm': 'tables, lists, names of figures',
  '--text-md': 'text, titles of panels',
  '--text-lg': 'the name of the product, titles of dialogs',
  '--figure-sm': 'figures beside others, titles of pages',
  '--figure-md': 'orders, the average order',
  '--figure-lg': 'the one figure that a shop puts first',
}

export const SPACE: Record<string, string> = {
  '--space-1': 'within a part: a sign and its word',
  '--space-2': 'between parts of a row',
  '--space-3': 'between panels; the edge of a phone',
  '--space-4': 'the edge of a panel and of the page',
  '--space-5': 'between groups',
  '--space-6': 'round a message that stands alone',
}
