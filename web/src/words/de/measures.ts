import type { MeasureName } from '@/measures/measures.gen'
import type { MeasureWords } from '../en/measures'

const CHANGES = 'Spätere Fassungen und Stornierungen einer Bestellung ändern den Tag und die Stunde, in der sie aufgegeben wurde. Ein Wert kann darum auch sinken.'
const COUNT_ONCE = 'Jede Bestellung zählt einmal, wie oft sie auch gesendet wird.'

export const measures: Partial<Record<MeasureName, MeasureWords>> = {
  orders: {
    label: 'Bestellungen',
    text: ['Bestellungen des Geschäftstages mit mindestens einer verkauften Position. Stornierte Bestellungen und reine Retouren zählen nicht.', `${COUNT_ONCE} ${CHANGES}`],
  },
  units: {
    label: 'Stück',
    text: ['Die Summe der Mengen aller verkauften Positionen des Tages. Retournierte Stück sind nicht abgezogen.'],
    unknown: 'Diesen Tag hat das ursprüngliche System gezählt, das keine Stückzahlen führte.',
  },
  revenue: {
    label: 'Umsatz',
    hint: 'brutto',
    title: 'Umsatz brutto',
    text: [
      'Die Summe aus Preis × Menge aller verkauften Positionen des Tages. Retouren sind nicht abgezogen, stornierte Bestellungen zählen nicht.',
      'Brutto heißt hier: vor Abzug der Retouren. Ob die Umsatzsteuer enthalten ist, hängt von den Preisen ab, die der Shop sendet.',
      `Jede Bestellung wird genau summiert und einmal gerundet, auf die kleinste Einheit der Währung, bei der Hälfte von null weg. ${COUNT_ONCE}`,
      CHANGES,
    ],
  },
  returns: {
    label: 'Retouren',
    text: [
      'Der Wert aller Positionen mit negativer Menge, deren Ereignis in diesen Geschäftstag fällt, auch wenn der Verkauf an einem früheren Tag war.',
      'Retouren ändern weder die Zahl der Bestellungen noch die Stückzahlen noch die Ranglisten.',
    ],
  },
  returned_units: {
    label: 'Retournierte Stück',
    text: ['Die Zahl der Stücke aller Positionen mit negativer Menge, deren Ereignis in diesen Geschäftstag fällt.', 'Von den verkauften Stück werden sie nicht abgezogen.'],
  },
  discounts: {
    label: 'Rabatte',
    text: ['Was von den verkauften Positionen des Tages und von ganzen Bestellungen abgezogen wurde.', 'Wo Preise die Steuer enthalten, verlässt sie die Position vor dem Rabatt: 100,00 mit 10 % darin und 25 % Rabatt sind 90,91 brutto und 22,73 Rabatt.'],
  },
  shipping: {
    label: 'Versand',
    text: ['Was für den Versand berechnet wurde, nach Rabatten und ohne Steuer, abzüglich dessen, was an diesem Geschäftstag erstattet wurde.'],
  },
  tax: {
    label: 'Steuer',
    text: ['Die Steuer aller Positionen und ganzer Bestellungen, abzüglich dessen, was an diesem Geschäftstag erstattet wurde.'],
  },
  tips: {
    label: 'Trinkgeld',
    text: ['Trinkgelder des Tages. Sie gehören zum Berechneten und zu keinem Umsatz.'],
  },
  fees: {
    label: 'Gebühren',
    text: ['Bearbeitung, Zölle und was bei einer Retoure einbehalten wird. Sie gehören zum Gesamtumsatz und nicht zum Umsatz brutto.'],
  },
  gift_cards: {
    label: 'Gutscheine',
    text: ['Verkaufte Geschenkgutscheine. Sie gehören zum Berechneten; was damit gekauft wird, ist Umsatz, wenn es gekauft wird.'],
  },
  unique_items: {
    label: 'Versch. Artikel',
    title: 'Verschiedene Artikel',
    text: ['Die Zahl der verschiedenen Artikelnummern, von denen an diesem Tag Stücke verkauft wurden.'],
  },
  net_revenue: {
    label: 'Umsatz netto',
    text: [
      'Umsatz brutto abzüglich Rabatten und Retouren, alles an diesem Geschäftstag. Mit der Umsatzsteuer hat das nichts zu tun.',
      'Eine Retoure zählt an dem Tag, an dem sie geschieht, nicht am Tag des Verkaufs, den sie zurücknimmt.',
    ],
  },
  total_sales: {
    label: 'Gesamtumsatz',
    text: ['Umsatz netto mit Versand, Steuer und Gebühren.'],
  },
  charged: {
    label: 'Berechnet',
    text: ['Was Kunden an diesem Geschäftstag bezahlt haben, abzüglich dessen, was sie zurückbekamen: Gesamtumsatz mit Trinkgeld und Gutscheinen.'],
  },
  sales_ex_tax: {
    label: 'Ohne Steuer',
    hint: 'und Versand',
    text: ['Was berechnet wurde, ohne Steuer und Versand.'],
  },
  average_order: {
    label: 'Ø Bestellwert',
    title: 'Durchschnittlicher Bestellwert',
    text: ['Umsatz brutto abzüglich Rabatten, geteilt durch die Zahl der Bestellungen des Tages, gerundet auf die kleinste Einheit der Währung.'],
  },
}
