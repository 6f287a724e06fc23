import type { Translation } from '../catalogue'
import type { Words } from '../en'
import type { Grammar } from '../grammar'

export const common = ({ integer }: Grammar): Translation<Words['common']> => ({
  today: 'Heute',
  yesterday: 'gestern',
  day: 'Tag',
  item: 'Artikel',
  sku: 'Art.-Nr.',
  now: 'jetzt',
  notKnown: 'unbekannt',
  unitsOf: (units) => `${integer(units)} Stück`,
  tryAgain: 'Erneut versuchen',
  readingDay: 'Der Tag wird geladen',
  noOrdersYet: 'Heute noch keine Bestellungen.',
  nothingSold: 'Noch nichts verkauft.',
  nothingCameIn: 'Noch ist nichts eingegangen.',
  ordersWithIt: 'Bestellungen mit diesem Artikel',
  pause: 'Anhalten',
  goOn: 'Weiter',
  asOf: (when) => `Stand ${when}`,
  noSuchDay: (text, example) => `„${text}“ ist kein Datum. Möglich ist zum Beispiel ${example}.`,
  asTable: 'Als Tabelle',
  explain: (what) => `Erklären: ${what}`,
  whatIsThis: 'Was zeigt diese Zahl?',
  pager: {
    label: 'Abschnitte der Liste',
    first: 'Anfang',
    back: 'Zurück',
    next: 'Weiter',
    last: 'Ende',
  },
})
