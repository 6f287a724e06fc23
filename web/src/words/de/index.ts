import type { Translation } from '../catalogue'
import type { Grammar } from '../grammar'
import { board } from './board'
import { common } from './common'
import { explain } from './explain'
import { health } from './health'
import { measures } from './measures'
import { days, feed, items, wall } from './pages'
import { ranges } from './ranges'
import { server } from './server'
import { shell } from './shell'
import { shops } from './shops'

export const german = (grammar: Grammar): Translation => ({
  common: common(grammar),
  shell: shell(grammar),
  board: board(grammar),
  items: items(grammar),
  days: days(grammar),
  feed: feed(grammar),
  wall: wall(),
  health: health(grammar),
  explain: explain(grammar),
  shops: shops(grammar),
  ranges: ranges(grammar),
  measures,
  server,
  notCountedYet: 'Dieser Tag begann, bevor der Wert gezählt wurde.',
})
