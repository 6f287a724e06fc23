//! HTML entities.

use std::borrow::Cow;

/// The named entities that exports contain, in titles and amounts.
const NAMED: [(&str, char); 10] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("cent", '¢'),
];
/// The longest entity to look for, without `&` and `;`.
const LONGEST: usize = 8;

/// Replaces `&quot;`, `&#36;` and the like by their characters. Unknown entities stay.
pub fn without_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= LONGEST + 1);
        match end.and_then(|end| Some((end, sign(&rest[1..end])?))) {
            Some((end, sign)) => {
                plain.push(sign);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn sign(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code
            .ok()
            .and_then(char::from_u32)
            .filter(|sign| !sign.is_control());
    }
    let named = NAMED.iter().find(|(known, _)| *known == name);
    named.map(|(_, sign)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_the_signs_that_they_mean() {
        for (text, plain) in [
            ("Card &quot;Fox&quot;", "Card \"Fox\""),
            ("&#36;1,250.00", "$1,250.00"),
            ("&#x20AC; 5", "€ 5"),
            ("Salt & pepper; both", "Salt & pepper; both"),
            ("&unknown; &#1; &", "&unknown; &#1; &"),
        ] {
            assert_eq!(without_entities(text), plain);
        }
    }
}
