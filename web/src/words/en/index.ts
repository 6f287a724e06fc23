import type { Grammar } from '../grammar'
import { board } from './board'
import { common } from './common'
import type { explain } from './explain'
import type { health } from './health'
import { measures } from './measures'
import { days, feed, items, wall } from './pages'
import type { ranges } from './ranges'
import { server } from './server'
import { shell } from './shell'
import type { shops } from './shops'

/** The words that the first page needs, and those of small pages. A word that is missing in English does not compile. */
export const english = (grammar: Grammar) => ({
  common: common(grammar),
  shell: shell(grammar),
  board: board(grammar),
  items: items(grammar),
  days: days(grammar),
  feed: feed(grammar),
  wall: wall(),
  measures,
  server,
  /** Why a day lacks a figure, if the figure's own words do not say. */
  notCountedYet: 'This day began before the figure was counted.',
})

/** Long texts that come with the code of their page: see `wordsWithPage`. */
export interface LateWords {
  health: ReturnType<typeof health>
  explain: ReturnType<typeof explain>
  shops: ReturnType<typeof shops>
  ranges: ReturnType<typeof ranges>
}

export type Words = ReturnType<typeof english> & LateWords
