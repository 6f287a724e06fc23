import type { Translation } from '../catalogue'
import type { Words } from '../en'

export const server: Translation<Words['server']> = {
  problems: {
    unauthorized: { title: 'Bitte anmelden', detail: 'Dafür ist ein Schlüssel nötig.' },
    invalid_key: { title: 'Ungültiger Schlüssel', detail: 'Dieser Server kennt den Schlüssel nicht; vielleicht wurde er widerrufen.' },
    session_over: { title: 'Sitzung beendet', detail: 'Die Sitzung ist abgelaufen, ihr Schlüssel wurde widerrufen oder der Server neu gestartet. Bitte erneut anmelden.' },
    role_not_allowed: { title: 'Nicht erlaubt', detail: 'Die Rolle dieses Schlüssels erlaubt das nicht.' },
    shop_not_allowed: { title: 'Shop nicht freigegeben', detail: 'Dieser Schlüssel gilt nicht für diesen Shop.' },
    unknown_shop: { title: 'Unbekannter Shop', detail: 'Diesen Shop gibt es auf diesem Server nicht.' },
    unknown_item: { title: 'Unbekannter Artikel', detail: 'In keiner Bestellung wurde ein Artikel mit dieser Nummer verkauft.' },
    unknown_alert: { title: 'Unbekannte Warnung', detail: 'Diese Warnung hat sich erledigt.' },
    day_not_retained: { title: 'Tag nicht gespeichert', detail: 'Dieser Tag ist nicht im Detail gespeichert.' },
    invalid_goal: { title: 'Ungültiges Ziel', detail: 'Ein Ziel ist ein Betrag über 0, mit höchstens so vielen Nachkommastellen, wie die Währung hat.' },
    store_unavailable: { title: 'Datenspeicher nicht erreichbar', detail: 'Der Datenspeicher lässt sich gerade nicht lesen.' },
    too_many_requests: { title: 'Zu viele Anfragen', detail: 'Bitte gleich noch einmal versuchen.' },
    too_many_views: { title: 'Zu viele Ansichten', detail: 'Es sind zu viele verschiedene Live-Ansichten aller Shops geöffnet.' },
    busy: { title: 'Ausgelastet', detail: 'Gerade wird zu viel auf einmal gesendet. Bitte gleich noch einmal versuchen.' },
    shutting_down: { title: 'Server wird beendet', detail: 'Der Server wird gerade beendet. Bitte gleich noch einmal versuchen.' },
    timeout: { title: 'Zeitüberschreitung', detail: 'Die Anfrage hat zu lange gedauert. Bitte noch einmal versuchen.' },
    internal: { title: 'Interner Fehler', detail: 'Im Server ist etwas schiefgegangen; was, steht in seinem Protokoll.' },
  },
  alerts: {
    sales_stopped: 'Es gehen viel weniger Bestellungen ein, als an einem solchen Tag um diese Zeit üblich ist.',
    data_stopped: 'Eine Quelle wird nicht oder nur mit großem Rückstand gelesen: Die Zahlen sind älter, als sie aussehen.',
    store_away: 'Der Datenspeicher antwortet diesem Server nicht: Bestellungen werden abgewiesen oder warten im Eingangspuffer.',
    store_refuses: 'Der Datenspeicher nimmt keine Bestellungen an, bis jemand ihn in Ordnung bringt. Den Grund nennt die Seite „System“.',
    store_lost: 'Der Datenspeicher hat ohne Fehlermeldung Zahlen verloren: Was er zeigt, ist zu niedrig.',
    data_lost: 'Eine Quelle hat Bestellungen entfernt, bevor sie gelesen wurden: Sie fehlen in den Zahlen.',
    items_full: 'Der Shop hat fast so viele Artikel, wie er haben darf (max-items): Danach werden Bestellungen mit neuen Artikeln abgelehnt.',
    books_differ: 'An manchen Tagen weichen die Zahlen von denen der Plattform ab: livetill reconcile nennt die Bestellungen.',
    rejects_full: 'Der Platz für abgelehnte Bestellungen ist fast voll, die ältesten werden verworfen. Warum sie abgelehnt wurden, zeigt die Seite „System“.',
  },
}
