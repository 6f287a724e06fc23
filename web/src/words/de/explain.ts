import type { Translation } from '../catalogue'
import type { Words } from '../en'
import type { Grammar } from '../grammar'

export const explain = ({ integer }: Grammar): Translation<Words['explain']> => ({
  close: 'Schließen',
  body: 'Erklärung',
  ofSku: 'Artikelnummer {sku}: die Bestellungen des Geschäftstages, die diesen Artikel enthalten.',
  facts: {
    now: 'Jetzt',
    zone: 'Zeitzone',
    from: 'Gezählt ab',
    fromWhen: (time, day) => `${time} Ortszeit, ${day}`,
    until: 'Gezählt bis',
    midnight: 'Mitternacht danach',
    currency: 'Währung',
    asOf: 'Stand',
    heard: (when, age) => `${when} (${age})`,
    lastOrder: 'Letzte Bestellung',
    ofTheLast: (count) => `Von den letzten ${integer(count)}`,
    within: (median, p95) => `die Hälfte innerhalb von ${median} ms, 95 % innerhalb von ${p95} ms`,
  },
  waterfall: {
    title: 'So entsteht der Umsatz',
    step: 'Schritt',
    amount: 'Betrag',
    signs: { sum: 'ergibt', 1: 'plus', '-1': 'minus' },
  },
  orders: {
    title: 'Die letzten Bestellungen zu dieser Zahl',
    total: (orders) => `von ${integer(orders)} im Bestellbuch`,
    note: 'Auch stornierte Bestellungen und reine Rückgaben stehen hier.',
    partial: 'Das ursprüngliche System hat Bestellungen dieses Tages gezählt, ohne sie einzeln zu speichern.',
    reading: 'Das Bestellbuch wird gelesen',
    none: 'Im Bestellbuch steht von diesem Tag keine solche Bestellung.',
    older: 'Ältere Bestellungen',
    changed: (when) => `geändert ${when}`,
    converted: (amount) => `umgerechnet aus ${amount}`,
    convertedAt: (amount, rate) => `umgerechnet aus ${amount} zum eigenen Kurs, ${rate}`,
    convertedOn: (amount, rate, day) => `umgerechnet aus ${amount} zu ${rate}, dem Kurs vom ${day}`,
    version: (version) => `Version ${integer(version)}`,
    cancelled: 'storniert, zählt nicht',
    pending: 'offen, zählt nicht',
    test: 'Testbestellung, zählt nicht',
    returns: (amount) => `Rückgaben ${amount}`,
  },
  topics: {
    comparison: {
      title: 'Der Vergleich',
      text: [
        'Der Tag bis jetzt gegenüber gestern und gegenüber demselben Wochentag vor einer Woche, jeweils nur bis zur selben Uhrzeit. Der Wert neben jeder Veränderung ist die Vergleichsgrundlage.',
        'Nettoumsatz und Gesamtumsatz werden nach Stunden gespeichert: Sie werden an jedem der Tage bis zur letzten vollen Stunde verglichen. Für den Bestellwert gilt das, wenn der Shop Rabatte gibt.',
        'Bei weniger als 10 Bestellungen steht dort die Differenz statt eines Prozentwerts, denn der würde mehr über den Zufall sagen als über die Verkäufe.',
      ],
    },
    pulse: {
      title: 'Tagesverlauf',
      text: ['Bestellungen oder Bruttoumsatz nach der Uhrzeit, zu der bestellt wurde. Minuten sind zu Balken zusammengefasst, die breit genug sind, um sie zu sehen, und im Mittel mindestens eine Bestellung enthalten.', 'Die Linie ist derselbe Wochentag vor einer Woche, gemittelt über 30 Minuten.', 'Die Summe zeigt, was an beiden Tagen bis zu jeder Minute zusammenkam. Unter 100 Bestellungen am Tag wird sie zuerst gezeigt.'],
    },
    week: {
      title: 'Woche nach Stunden',
      text: [
        'Der zuerst gezeigte Wert (der Bruttoumsatz, wenn kein anderer gewählt ist) für jede Stunde der letzten sieben Kalendertage, in Ortszeit. Je dunkler eine Stunde, desto mehr wurde verglichen mit der besten Stunde der Woche verkauft.',
        'Eine Stunde, in der mehr als das Dreifache der meisten anderen verkauft wird, würde diese alle gleich aussehen lassen: Sie ist dunkler als die Skala, die davor endet.',
        'Am Tag der Umstellung auf die Winterzeit sind die beiden gleichnamigen Stunden zu einer zusammengefasst; am Tag der Umstellung auf die Sommerzeit bleibt eine Stunde leer.',
      ],
    },
    channel: {
      title: 'Nach Kanal',
      text: ['Bestellungen und Bruttoumsatz des Geschäftstages nach dem Kanal, den die Bestellungen nennen; solche, die keinen nennen, haben eine eigene Zeile. Der Anteil bezieht sich auf den gesamten Bruttoumsatz.', 'Die Werte werden tageweise gespeichert. Verglichen wird deshalb nur ein abgeschlossener Tag, mit demselben Wochentag eine Woche davor.'],
    },
    country: {
      title: 'Nach Land',
      text: ['Bestellungen und Bruttoumsatz des Geschäftstages nach dem Land, in das sie gehen; solche, die keines nennen, haben eine eigene Zeile. Der Anteil bezieht sich auf den gesamten Bruttoumsatz.', 'Die Werte werden tageweise gespeichert. Verglichen wird deshalb nur ein abgeschlossener Tag, mit demselben Wochentag eine Woche davor.'],
    },
    popular_today: {
      title: 'Top-Artikel des Tages',
      text: ['An diesem Geschäftstag verkaufte Stück je Artikelnummer, die meisten zuerst; bei Gleichstand nach Artikelnummer.', 'Pfeile zeigen die Veränderung gegenüber der Rangliste des ganzen Vortags; ein Artikel, der dort nicht unter den ersten 50 stand, ist neu.'],
    },
    popular: {
      title: 'Top-Artikel gesamt',
      text: [
        'Seit der ersten Bestellung verkaufte Stück je Artikelnummer, die meisten zuerst; bei Gleichstand nach Artikelnummer. Diese Liste bleibt länger erhalten als die Bestellungen selbst.',
        'Pfeile zeigen die Veränderung in der letzten Stunde oder seit dem Öffnen dieser Seite.',
      ],
    },
    latest: {
      title: 'Letzte Verkäufe',
      text: ['Die zuletzt eingegangenen Positionen, neueste zuerst, in der Reihenfolge ihres Eingangs. Spätere Versionen einer Bestellung erscheinen nicht noch einmal.'],
    },
    usual: {
      title: 'Der übliche Bereich',
      text: [
        'Die mittlere Hälfte der Tagessummen der acht gleichen Wochentage davor: Ein Viertel lag darunter, ein Viertel darüber.',
        'Er wird gezeigt, sobald es vier solche Tage mit Bestellungen gibt.',
      ],
    },
    freshness: {
      title: 'Aktualität',
      text: [
        'Wie lange es gedauert hat, bis eine vom Server dauerhaft gespeicherte Bestellung auf dieser Seite zu sehen war, hier gemessen bei jeder Aktualisierung mit neuen Bestellungen.',
        'Die beiden Uhren werden anhand der Zeitstempel der Live-Nachrichten verglichen; ob die Uhr dieses Rechners richtig geht, spielt darum keine Rolle.',
      ],
    },
  },
})
