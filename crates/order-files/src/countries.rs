//! Countries as files write them: English names become codes.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use domain::Country;

/// Names that shops use and the library's table lacks.
const WRITTEN: [(&str, &str); 12] = [
    ("eire", "IE"),
    ("republicofireland", "IE"),
    ("rsa", "ZA"),
    ("uk", "GB"),
    ("wales", "GB"),
    ("holland", "NL"),
    ("thenetherlands", "NL"),
    ("uae", "AE"),
    ("czechrepublic", "CZ"),
    ("hongkongsar", "HK"),
    ("korea", "KR"),
    ("macedonia", "MK"),
];
/// The most unknown words listed in a note.
const TOLD: usize = 8;

/// A country's code, from a code or a name. `None` for text that is not a country, such as `Unspecified`, or that
/// covers more than one, such as `Channel Islands`.
pub(super) fn code(text: &str) -> Option<&'static str> {
    if let Some(country) = Country::from_code(text.trim()) {
        return Some(country.code());
    }
    let plain: String = text
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    // The table also knows numeric codes, which shops do not use.
    if plain.len() < 2 || plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = WRITTEN.iter().find(|(known, _)| *known == plain);
    let code = match written {
        Some((_, code)) => code,
        None => celes::Country::from_str(&plain).ok()?.alpha2,
    };
    Country::from_code(code).map(Country::code)
}

/// How many different words are counted separately. A column with more of them holds something else.
const COUNTED: usize = 10_000;

/// Words in the country column that are not countries.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    words: BTreeMap<Box<str>, u64>,
    others: u64,
}

impl Unknown {
    /// Checks the country of an order.
    pub(super) fn observe(&mut self, text: &str) {
        if code(text).is_none() {
            self.count(text.into(), 1);
        }
    }

    /// Adds the counts of another instance.
    pub(super) fn add(&mut self, more: Unknown) {
        for (word, orders) in more.words {
            self.count(word, orders);
        }
        self.others += more.others;
    }

    fn count(&mut self, word: Box<str>, orders: u64) {
        match self.words.len() < COUNTED || self.words.contains_key(&word) {
            true => *self.words.entry(word).or_default() += orders,
            false => self.others += orders,
        }
    }

    pub(super) fn notes(&self, file: &str, notes: &mut Vec<String>) {
        let orders = self.words.values().sum::<u64>() + self.others;
        if orders == 0 {
            return;
        }
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_by_key(|(_, orders)| std::cmp::Reverse(**orders));
        let told = words.iter().take(TOLD);
        let told: Vec<String> = told
            .map(|(word, orders)| format!("`{word}` ({orders})"))
            .collect();
        let more = match words.len() > TOLD {
            true => ", …",
            false => "",
        };
        notes.push(format!(
            "{file}: {orders} orders have no country, because theirs is not a country or is more than one: {}{more}",
            told.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_names_and_codes_are_countries() {
        for (text, expected) in [
            ("United Kingdom", Some("GB")),
            ("EIRE", Some("IE")),
            ("USA", Some("US")),
            ("United States", Some("US")),
            ("RSA", Some("ZA")),
            ("South Korea", Some("KR")),
            ("Czech Republic", Some("CZ")),
            ("Hong Kong", Some("HK")),
            ("United Arab Emirates", Some("AE")),
            ("Bahrain", Some("BH")),
            ("Netherlands", Some("NL")),
            ("Türkiye", Some("TR")),
            ("Turkey", Some("TR")),
            ("Russia", Some("RU")),
            ("Vietnam", Some("VN")),
            ("de", Some("DE")),
            ("DEU", Some("DE")),
            ("Channel Islands", None),
            ("European Community", None),
            ("Unspecified", None),
            ("276", None),
            ("", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }
}
