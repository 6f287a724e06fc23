//! Sentences for people, taken apart into a stable word and the values in them.
//!
//! What is wrong with an order, an alert or a comparison is kept as a sentence: in stores, buffers and backups, and by servers of
//! other versions. A page in another language needs the parts, so an answer has them beside the sentence. They are read from the
//! sentence when it is answered; no stored format has a second form of the same.

mod sentences;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::sentences::SENTENCES;

/// A sentence for people, as a stable word for it and its values, from which a page can say it in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// Which sentence it is. More may follow.
    #[schema(example = "in_future")]
    pub code: String,
    /// What the sentence names, as it stands in it: a field, an amount, a time.
    pub values: BTreeMap<String, String>,
}

impl Said {
    /// Takes a sentence apart; `None` if it is not one of those that have a word.
    pub fn read(text: &str) -> Option<Said> {
        in_file(text).or_else(|| whole(text))
    }

    /// Every word with the forms of its sentence. `{name}` stands for a value, `{}` for text without one.
    pub fn forms() -> impl Iterator<Item = (&'static str, &'static str)> {
        SENTENCES.iter().copied()
    }
}

fn whole(text: &str) -> Option<Said> {
    let found = |(code, form): &(&str, &str)| {
        let (code, values) = ((*code).to_owned(), values(form, text)?);
        Some(Said { code, values })
    };
    SENTENCES.iter().find_map(found)
}

/// Of an order in a file: its sentence ends with the place.
fn in_file(text: &str) -> Option<Said> {
    let (sentence, place) = text.strip_suffix(')')?.rsplit_once(" (row ")?;
    let (row, file) = place.split_once(" of ")?;
    let mut said = whole(sentence)?;
    for (name, value) in [("row", row), ("file", file)] {
        let value = value.to_owned();
        said.values.entry(name.to_owned()).or_insert(value);
    }
    Some(said)
}

/// The values of a text of this form. `{name}` stands for a value and `{}` for text that is passed over; neither is empty. A field
/// is one word.
fn values(form: &str, text: &str) -> Option<BTreeMap<String, String>> {
    let mut parts = form.split(['{', '}']).peekable();
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = BTreeMap::new();
    while let (Some(name), Some(literal)) = (parts.next(), parts.next()) {
        let at = match parts.peek() {
            None => rest.strip_suffix(literal)?.len(),
            Some(_) => rest.find(literal)?,
        };
        let value = &rest[..at];
        if value.is_empty() || name == "field" && value.contains(' ') {
            return None;
        }
        if !name.is_empty() {
            values.insert(name.to_owned(), value.to_owned());
        }
        rest = &rest[at + literal.len()..];
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String) {
        let said = Said::read(text).unwrap_or_else(|| panic!("not read: {text}"));
        let values = said
            .values
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        (said.code, values.collect::<Vec<String>>().join(" "))
    }

    /// A sentence of a form, with values that say which they are.
    fn made(form: &str) -> (String, BTreeMap<String, String>) {
        let (mut text, mut values) = (String::new(), BTreeMap::new());
        for (index, part) in form.split(['{', '}']).enumerate() {
            match (index % 2 == 1, part) {
                (false, literal) => text.push_str(literal),
                (true, "") => text.push_str("more, to do"),
                (true, name) => {
                    let value = format!("~{index}{name}");
                    text.push_str(&value);
                    values.insert(name.to_owned(), value);
                }
            }
        }
        (text, values)
    }

    #[test]
    fn every_form_is_read_back_with_its_values_and_hides_no_later_one() {
        for (code, form) in SENTENCES {
            let (text, values) = made(form);
            let expected = Said {
                code: (*code).to_owned(),
                values,
            };
            assert_eq!(Said::read(&text), Some(expected), "{form}");
        }
    }

    #[test]
    fn forms_of_one_word_have_the_same_values() {
        let mut seen: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (code, form) in SENTENCES {
            let names: Vec<String> = made(form).1.into_keys().collect();
            assert_eq!(
                seen.entry(code).or_insert_with(|| names.clone()),
                &names,
                "{form}"
            );
        }
    }

    #[test]
    fn values_may_be_anything_but_a_field_is_one_word() {
        let said = |code: &str, values: &str| (code.to_owned(), values.to_owned());
        assert_eq!(
            read("timestamp 2018-03-15T10:00:00-04:00 is more than 5 minutes in the future"),
            said("in_future", "minutes=5 time=2018-03-15T10:00:00-04:00")
        );
        assert_eq!(
            read("items[3].price is missing"),
            said("missing", "field=items[3].price")
        );
        assert_eq!(
            read("currency is `X; it is`, but this shop counts in EUR; it is not an ISO 4217 code"),
            said("currency_unknown", "currency=EUR said=X; it is")
        );
        assert_eq!(
            read("shipping is not a decimal number (row 7 of my (old) file.csv)"),
            said(
                "not_a_number",
                "field=shipping file=my (old) file.csv row=7"
            )
        );
        for other in [
            "",
            "the parcel is missing",
            "is missing",
            "words of a newer version",
            " (row 1 of x)",
        ] {
            assert_eq!(Said::read(other), None, "{other}");
        }
    }
}
