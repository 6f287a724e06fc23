import type { Translation } from '../catalogue'
import type { Words } from '../en'
import type { Grammar } from '../grammar'

const DAYS = { one: '# Tag', other: '# Tage' }

export const items = ({ count, integer }: Grammar): Translation<Words['items']> => ({
  search: 'Name oder Art.-Nr.',
  allTime: 'Gesamt',
  refresh: 'Aktualisieren',
  save: 'Als CSV speichern',
  saveHow: 'Die Zeilen unten, wie sie stehen',
  reading: 'Die Rangliste wird geladen',
  noMatch: (text) => `Kein verkaufter Artikel passt zu „${text}“.`,
  rank: 'Rang',
  byDay: 'Nach Tagen',
  units: 'Stück',
  noDays: 'für keinen Tag bekannt',
  spark: (days, best, units) => `${count(days, DAYS)}, bester ${best} mit ${units}`,
  shown: (from, to, total) => `${integer(from)}–${integer(to)} von ${integer(total)} Artikeln`,
})

export const days = ({ count }: Grammar): Translation<Words['days']> => ({
  kept: (days) => `${count(days, DAYS)} im Detail gespeichert`,
  before: 'Vorheriger Tag',
  after: 'Nächster Tag',
  newestShown: 'Gezeigt wird stattdessen der neueste Tag.',
  history: 'Tagesumsatz',
  historyNote: 'brutto',
  range: 'Gezeigte Tage',
  ranges: (days) => count(days, DAYS),
  aDay: 'Ein Tag',
  noUsual: 'noch kein üblicher Bereich',
  usually: (low, high) => `üblich ${low} – ${high}`,
  usualRange: 'üblicher Bereich des Wochentags',
  summary: (days, last) => `Balkendiagramm des Bruttoumsatzes von ${count(days, { one: '# Tag', other: '# Tagen' })} bis ${last}, mit dem üblichen Bereich jedes Wochentags. Die Tabelle darunter zeigt dieselben Zahlen.`,
  all: 'Alle Tage',
  allNote: 'mit Bestellungen, neueste zuerst',
  usual: 'Üblich',
  verdict: 'Gegenüber dem üblichen Bereich',
  verdicts: { above: 'darüber', within: 'üblich', below: 'darunter' },
  columns: 'Spalten',
  usualColumns: 'Übliche Spalten',
  saveHow: 'Alle Tage der Tabelle, mit den gezeigten Spalten',
  saveAll: 'Alle Werte als CSV speichern',
  soFar: 'bisher',
  showAll: (days) => `Alle ${count(days, DAYS)} zeigen`,
  equals: (platform, time) => `Stimmt mit ${platform} überein, geprüft ${time}`,
  differs: (platform, time, theirs, ours) => `Weicht von ${platform} ab, geprüft ${time}: dort ${theirs} bezahlt, hier ${ours}`,
  books: {
    failed: (platform) => `Der letzte Vergleich mit ${platform} ist gescheitert:`,
    orders: (orders) => count(orders, { one: '# Bestellung weicht ab', other: '# Bestellungen weichen ab' }),
    amounts: (theirs, ours) => `dort ${theirs}, hier ${ours}`,
    mended: 'neu abgerufen, stimmt jetzt überein',
    reasons: { missing_here: 'fehlt hier', rejected_here: 'hier abgelehnt', missing_there: 'fehlt auf der Plattform', version_behind: 'hier eine ältere Version', mapped_otherwise: 'zählt hier anders' },
    unknown: (platform, time) => `Kann nicht mit ${platform} verglichen werden, geprüft ${time}`,
  },
  none: {
    kept: 'Keine Bestellungen an diesem Tag.',
    toCome: 'Dieser Tag hat noch nicht begonnen.',
    early: 'Was an diesem Tag verkauft wurde, ist nicht bekannt: Er liegt vor der ersten Bestellung.',
    before: 'Was an diesem Tag verkauft wurde, ist nicht mehr bekannt: Er liegt vor den Tagen, deren Summen gespeichert sind.',
  },
  totalsOnly: (days) =>
    `Von diesem Tag sind nur die Summen gespeichert. Minuten, Artikel und Bestellungen gibt es ${count(days, { one: 'vom neuesten Tag', other: 'von den neuesten # Tagen' })} mit Bestellungen; wie viele das sind, legt retention-days fest.`,
})

export const feed = ({ integer }: Grammar): Translation<Words['feed']> => ({
  note: (lines) => `höchstens die letzten ${integer(lines)} Positionen`,
  from: (platform) => `von ${platform}`,
  live: 'Live',
  paused: 'Angehalten',
  held: 'Angehalten beim Lesen',
  heldNew: (why, lines) => `${why}, ${integer(lines)} neu`,
  showNew: 'Neue zeigen',
  search: 'Nach Artikel oder Art.-Nr. filtern',
  waiting: 'Warten auf die Verkäufe',
  noMatch: (text) => `Keine der letzten Positionen passt zu „${text}“.`,
  soldAt: 'Uhrzeit',
  detail: 'Menge × Preis',
  amount: 'Betrag',
  only: (sku) => `Nur ${sku}`,
  gap: 'Hier kamen mehr Positionen herein, als der Server für diese Liste behält; im Bestellbuch steht alles.',
  shown: (from, to, total) => `${integer(from)}–${integer(to)} von ${integer(total)} Positionen`,
})

export const wall = (): Translation<Words['wall']> => ({
  page: 'Seite',
  scenes: { now: 'Jetzt', week: 'Woche', items: 'Artikel' },
  full: 'Vollbild',
  leave: 'Wandansicht verlassen',
  revenue: 'Umsatz',
  orders: 'Bestellungen',
  againstYesterday: 'Gegenüber gestern um diese Zeit',
  againstYesterdayUntil: (time) => `Gegenüber gestern bis ${time} Uhr`,
})
