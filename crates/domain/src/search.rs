//! Searches items by a part of their SKU or name.

/// A text to search for in SKUs and names, in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText {
    lower: String,
}

impl SearchText {
    /// The text as a person typed it.
    pub fn new(text: &str) -> SearchText {
        let mut lower = String::with_capacity(text.len());
        put_lower(&mut lower, text);
        SearchText { lower }
    }

    /// The text as [`put_lower`] writes it: what it finds contains these bytes.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// Whether an item's SKU or name contains the text. `scratch` is reusable memory: a search calls this for every
    /// item.
    pub fn finds(&self, sku: &str, name: Option<&str>, scratch: &mut String) -> bool {
        self.is_in(sku, scratch) || name.is_some_and(|name| self.is_in(name, scratch))
    }

    fn is_in(&self, text: &str, scratch: &mut String) -> bool {
        scratch.clear();
        put_lower(scratch, text);
        scratch.contains(&self.lower)
    }
}

/// Appends each character of a SKU or name in the form in which it is searched: in lower case, independent of its
/// neighbours, so that a part of a word finds the whole. The form of a Greek sigma depends on the end of the word, so
/// both forms count as equal.
pub fn put_lower(into: &mut String, text: &str) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        into[start..].make_ascii_lowercase();
        return;
    }
    let lower = text.chars().flat_map(char::to_lowercase);
    into.extend(lower.map(|letter| if letter == 'ς' { 'σ' } else { letter }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, sku: &str, name: Option<&str>) -> bool {
        SearchText::new(text).finds(sku, name, &mut String::new())
    }

    #[test]
    fn a_part_is_found_in_any_case() {
        for (text, name) in [
            ("kék", "CSOKIS KÉKS"),
            ("KÉK", "csokis kéks"),
            ("ЧАЙ", "чайник"),
            ("ΟΔΟΣ", "οδος 7"),
            ("οδοσ", "ΟΔΟΣ"),
            ("i", "İstanbul"),
            ("日本", "日本語"),
            ("ß", "Straße"),
            ("t & c", "Salt & Chips"),
        ] {
            assert!(finds(text, "1", Some(name)), "{text} in {name}");
        }
        assert!(finds("b-1", "AB-17", None));
        assert!(finds("ab-17", "AB-17", Some("Tea")));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for (text, name) in [("e", "É"), ("tea ", "tea"), ("ab", "a"), ("日語", "日本語")] {
            assert!(!finds(text, "1", Some(name)), "{text} in {name}");
        }
        assert!(
            !finds("17t", "17", Some("Tea")),
            "SKU and name are two texts"
        );
        assert!(!finds("tea", "17", None));
    }
}
