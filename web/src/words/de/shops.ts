import type { Translation } from '../catalogue'
import type { Words } from '../en'
import type { Grammar } from '../grammar'

export const shops = ({ count, integer }: Grammar): Translation<Words['shops']> => {
  const shopsOf = (shops: number) => count(shops, { one: '# Shop', other: '# Shops' })
  return {
    reading: 'Die Shops werden geladen',
    note: (shops) => shopsOf(shops),
    search: 'Shops suchen',
    currency: 'Währung der Summe',
    sort: 'Sortieren nach',
    sorts: { revenue: 'Umsatz', growth: 'Wachstum', silence: 'Längste Pause', name: 'Name' },
    reverse: 'Reihenfolge umkehren',
    show: 'Anzeigen',
    shapes: { shops: 'Shops', groups: 'Gruppen' },
    groupsHow: 'Eine Gruppe sind alle Shops, deren Namen bis zum ersten - oder _ gleich sind',
    onlyGroup: (prefix) => `Nur ${prefix}`,
    allGroups: 'Alle Gruppen zeigen',
    total: 'Umsatz heute',
    totalHow: 'Bruttoumsatz jedes Shops an seinem eigenen Tag, exakt in einer Währung addiert',
    orders: 'Bestellungen',
    units: 'Stück',
    yesterday: 'gestern um diese Zeit',
    lastWeek: 'vor 1 Woche um diese Zeit',
    notOfAll: (shops) => `unbekannt für ${count(shops, { one: '# Shop', other: '# Shops' })}`,
    rates: (date, base, rates) => `Umgerechnet zu den Kursen vom ${date}: 1 ${base} = ${rates}.`,
    withoutRate: (shops, orders, currencies, date) =>
      `Nicht in der Summe: ${shopsOf(shops)} mit ${count(orders, { one: '# Bestellung', other: '# Bestellungen' })}, denn für ${currencies} fehlt der Kurs vom ${date}.`,
    unread: (shops) => `Nicht in der Summe: ${shopsOf(shops)}, ${shops === 1 ? 'der nicht gelesen werden konnte' : 'die nicht gelesen werden konnten'}.`,
    shop: 'Shop',
    revenue: 'Umsatz',
    againstYesterday: 'Gestern',
    againstWeek: 'Vor 1 Woche',
    lastOrder: 'Letzte Bestellung',
    group: 'Gruppe',
    noOrder: 'keine',
    couldNotRead: 'nicht lesbar',
    nothingThen: 'Bis dahin wurde nichts verkauft.',
    converted: (amount) => `≈ ${amount}`,
    noRate: 'kein Kurs',
    shown: (shown, total) => `Die ersten ${integer(shown)} von ${integer(total)}. Die Summe umfasst alle.`,
    noMatch: (text) => `Kein Shop passt zu „${text}“.`,
    none: 'Keiner der Shops darf hier gezeigt werden.',
    notLive: 'Diese Zahlen sind nicht live.',
  }
}
