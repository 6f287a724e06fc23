import type { MeasureName } from '@/measures/measures.gen'
import type { MeasureWords } from '../en/measures'

const CHANGES = 'Spätere Versionen und Stornierungen einer Bestellung ändern den Tag und die Stunde, in der sie aufgegeben wurde. Ein Wert kann darum auch sinken.'
const COUNT_ONCE = 'Jede Bestellung zählt einmal, wie oft sie auch gesendet wird.'

export const measures: Partial<Record<MeasureName, MeasureWords>> = {
  orders: {
    label: 'Bestellungen',
    text: ['Bestellungen des Geschäftstages mit mindestens einer verkauften Position, auch eines Geschenkgutscheins. Stornierte Bestellungen und Rückerstattungen zählen nicht.', `${COUNT_ONCE} ${CHANGES}`],
  },
  units: {
    label: 'Stück',
    text: ['Die Stückzahl aller verkauften Positionen des Tages. Bei gewogener oder gemessener Ware zählen die ganzen Stück, mindestens eines. Zurückgegebene Stück sind nicht abgezogen.'],
    unknown: 'Diesen Tag hat das ursprüngliche System gezählt, das keine Stückzahlen führte.',
  },
  revenue: {
    label: 'Bruttoumsatz',
    hint: '',
    title: 'Bruttoumsatz',
    text: [
      'Die Summe aus Preis × Menge aller verkauften Positionen des Tages, vor Rabatten und ohne enthaltene Steuer. Rückgaben sind nicht abgezogen, stornierte Bestellungen zählen nicht.',
      'Brutto heißt hier: vor Abzug von Rabatten und Rückgaben, nicht einschließlich Umsatzsteuer. Versand, Trinkgeld, Gebühren und Geschenkgutscheine sind nicht enthalten.',
      `Jede Bestellung wird genau summiert und einmal gerundet, auf die kleinste Einheit der Währung, kaufmännisch. ${COUNT_ONCE}`,
      CHANGES,
    ],
  },
  returns: {
    label: 'Rückgaben',
    text: [
      'Der Wert aller Positionen mit negativer Menge, deren Ereignis in diesen Geschäftstag fällt, auch wenn der Verkauf an einem früheren Tag war: nach Rabatten und ohne Steuer. Auch Rückerstattungen ohne zurückgegebene Ware sind enthalten.',
      'Rückgaben ändern weder die Zahl der Bestellungen noch die Stückzahlen noch die Ranglisten.',
    ],
  },
  returned_units: {
    label: 'Rückgaben (Stück)',
    text: ['Die Stückzahl aller Positionen mit negativer Menge, deren Ereignis in diesen Geschäftstag fällt.', 'Von den verkauften Stück werden sie nicht abgezogen.'],
  },
  discounts: {
    label: 'Rabatte',
    text: ['Was von den verkauften Positionen des Tages und von ganzen Bestellungen abgezogen wurde.', 'Enthalten die Preise Steuer, wird sie vor dem Rabatt herausgerechnet: 100,00 einschließlich 10 % Steuer sind bei 25 % Rabatt 90,91 brutto und 22,73 Rabatt.'],
  },
  shipping: {
    label: 'Versand',
    text: ['Was für den Versand berechnet wurde, nach Rabatten und ohne Steuer, abzüglich dessen, was an diesem Geschäftstag zurückerstattet wurde.'],
  },
  tax: {
    label: 'Steuern',
    text: ['Die Steuern aller Positionen und ganzer Bestellungen, abzüglich dessen, was an diesem Geschäftstag zurückerstattet wurde.'],
  },
  tips: {
    label: 'Trinkgeld',
    text: ['Trinkgelder des Tages. Sie zählen zu dem, was Kunden bezahlt haben, aber nicht zum Umsatz.'],
  },
  fees: {
    label: 'Gebühren',
    text: ['Bearbeitung, Zölle und was bei einer Rückgabe einbehalten wird. Sie zählen zum Gesamtumsatz, aber nicht zum Bruttoumsatz.'],
  },
  gift_cards: {
    label: 'Geschenkgutscheine',
    text: ['Verkaufte Geschenkgutscheine. Sie zählen zu dem, was Kunden bezahlt haben. Was damit gekauft wird, ist Umsatz am Tag des Kaufs.'],
  },
  unique_items: {
    label: 'Verschiedene Artikel',
    text: ['Die Zahl der verschiedenen Artikelnummern, die an diesem Tag verkauft wurden.'],
  },
  net_revenue: {
    label: 'Nettoumsatz',
    text: [
      'Bruttoumsatz abzüglich Rabatten und Rückgaben, alles an diesem Geschäftstag. Mit der Umsatzsteuer hat das nichts zu tun.',
      'Eine Rückgabe zählt an dem Tag, an dem sie geschieht, nicht am Tag des Verkaufs.',
    ],
  },
  total_sales: {
    label: 'Gesamtumsatz',
    text: ['Nettoumsatz zuzüglich Versand, Steuern und Gebühren.'],
  },
  charged: {
    label: 'Bezahlt',
    text: ['Was Kunden an diesem Geschäftstag bezahlt haben, abzüglich dessen, was sie zurückbekamen: Gesamtumsatz zuzüglich Trinkgeld und Geschenkgutscheinen.'],
  },
  sales_ex_tax: {
    label: 'Bezahlt ohne Steuern',
    hint: 'und Versand',
    text: ['Was Kunden bezahlt haben, ohne Steuern und Versand.'],
  },
  average_order: {
    label: 'Ø Bestellwert',
    title: 'Durchschnittlicher Bestellwert',
    text: ['Bruttoumsatz abzüglich Rabatten, geteilt durch die Zahl der Bestellungen des Tages, gerundet auf die kleinste Einheit der Währung.'],
  },
}
