import type { Translation } from '../catalogue'
import type { Words } from '../en'
import type { Grammar } from '../grammar'

export const shell = ({ integer }: Grammar): Translation<Words['shell']> => ({
  pages: { board: 'Übersicht', items: 'Artikel', days: 'Tage', feed: 'Verkäufe', health: 'System', shops: 'Alle Shops' },
  pagesLabel: 'Seiten',
  notLive: 'nicht live',
  shops: {
    choose: (shop) => `Shop: ${shop}. Einen anderen wählen`,
    search: 'Shops suchen',
    list: 'Shops',
    recent: 'Zuletzt gewählt',
    noMatch: 'Kein Shop passt.',
    more: (shops) => `${integer(shops)} weitere: danach suchen`,
  },
  hideMoney: 'Beträge verbergen',
  showWall: 'Auf einem Wandbildschirm zeigen: Vollbild, große Schrift',
  signOut: (who) => `Abmelden (${who})`,
  themes: { system: 'Farben: wie das System. Ändern', light: 'Farben: hell. Ändern', dark: 'Farben: dunkel. Ändern' },
  language: 'Sprache',
  languageOfBrowser: 'Wie der Browser',
  nowhere: {
    short: 'Nicht gefunden',
    title: 'Diese Seite gibt es nicht',
    text: 'Unter {path} ist nichts. Die Seiten stehen oben; {board} ist die erste.',
    board: 'die Übersicht',
  },
  signIn: {
    title: 'Bei Livetill anmelden',
    key: 'Schlüssel',
    enter: 'Bitte zuerst einen Schlüssel eingeben.',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft',
    help: 'Ein Schlüssel mit der Rolle {view} oder {admin}. Wer diesen Server betreibt, erzeugt einen mit {command}.',
  },
  alerts: {
    label: 'Warnungen',
    titles: {
      sales_stopped: 'Keine Verkäufe mehr',
      data_stopped: 'Keine Daten mehr',
      store_away: 'Der Datenspeicher antwortet nicht',
      store_refuses: 'Der Datenspeicher nimmt keine Bestellungen an',
      store_lost: 'Der Datenspeicher hat Zahlen verloren',
      data_lost: 'Bestellungen fehlen',
      books_differ: 'Zahlen weichen von der Plattform ab',
      items_full: 'Zu viele Artikel',
    },
    since: (when) => `Seit ${when}.`,
    silent: (since, until) => `Seit ${since}, stumm bis ${until}.`,
    wake: 'Wieder melden',
    wakeLabel: (alert) => `${alert}: wieder melden`,
    snooze: 'Stumm für',
    snoozeHours: (hours) => `${integer(hours)} Std.`,
    snoozeLabel: (alert, time) => `${alert}: stumm für ${time}`,
  },
  connection: {
    label: 'Verbindung',
    phases: { connecting: 'Verbinde', live: 'Live', unread: 'Speicher weg', stale: 'Veraltet', reconnecting: 'Verbinde neu', gone: 'Server weg', refused: 'Keine Zahlen' },
    byEvents: 'Live über SSE',
    ageOfFigures: 'Alter der Zahlen: Zeit seit der letzten Nachricht des Servers',
    justNow: 'gerade eben',
    painted: (ms) => `${ms} ms`,
    paintedLong: (median, p95, count) => `Bestellungen erscheinen ${median} ms, nachdem der Server sie angenommen hat, 95 % innerhalb von ${p95} ms (die letzten ${count} Aktualisierungen). Erklären`,
    figuresFrom: (when) => `Stand der Zahlen: ${when}.`,
    notYet: 'Der Server hat noch nicht geantwortet.',
    unread: 'Der Server kann seinen Datenspeicher nicht lesen.',
    unreadThen: 'Sobald er es wieder kann, werden die Zahlen von selbst nachgezogen.',
    stale: 'Der Server schweigt.',
    staleThen: 'Die Verbindung wird gleich erneuert.',
    lost: 'Die Verbindung ist abgerissen.',
    lostThen: 'Sie wird neu aufgebaut.',
    gone: 'Der Server antwortet nicht.',
    goneThen: 'Sobald er wieder da ist, werden die Zahlen von selbst nachgezogen.',
    check: (address) => `Bitte prüfen, ob livetill läuft und unter ${address} erreichbar ist.`,
    refused: 'Der Server sendet keine Zahlen.',
    nextTry: (seconds) => `Nächster Versuch in ${integer(seconds)} s`,
    trying: 'Neuer Versuch',
    tryNow: 'Jetzt versuchen',
    answered: (status) => `Der Server antwortete mit ${status}.`,
    detour: (isForeign) =>
      `Die Zahlen kommen als Server-Sent Events, weil kein WebSocket durchkommt: ${
        isForeign
          ? 'Der Server wird unter einem anderen Namen angesprochen als diese Seite. Der Proxy davor muss den Header Host weitergeben oder ihn in X-Forwarded-Host nennen'
          : 'Etwas dazwischen, meist ein Proxy, gibt die Header Upgrade und Connection nicht weiter'
      } (docs/proxies.md). Die Zahlen sind dieselben.`,
  },
})
