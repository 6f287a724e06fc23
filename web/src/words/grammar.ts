/** The forms of a counted thing, by the plural rules of its language; `#` is the number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** What a language file needs to put numbers into its words. */
export interface Grammar {
  integer(value: number): string
  /** "1 place", "3 places". */
  count(value: number, forms: Forms): string
}

/** `language` has the rules and `locale` the digits: English words on a page in another language have that page's digits. */
export function grammarOf(language: string, locale: string): Grammar {
  const rules = new Intl.PluralRules(language)
  const { format } = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  return {
    integer: (value) => format(value),
    count: (value, forms) => (forms[rules.select(value)] ?? forms.other).replaceAll('#', format(value)),
  }
}
