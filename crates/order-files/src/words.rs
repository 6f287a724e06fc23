//! Looks for bytes in short texts, eight at a time. Most cells are too short for what searches long texts.

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// Marks the bytes below `than`, which is at most 128, up to the first; behind that, any mark may be wrong.
fn below(word: u64, than: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(than)) & !word & HIGH
}

fn same(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * u64::from(byte)), 1)
}

/// Where the first of these bytes is.
pub(super) fn first_of(text: &[u8], wanted: [u8; 3]) -> Option<usize> {
    let [one, other, third] = wanted;
    let mut at = 0;
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*word);
        let found = same(word, one) | same(word, other) | same(word, third);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = text.get(at..).unwrap_or_default();
    let found = rest.iter().position(|byte| wanted.contains(byte));
    found.map(|found| at + found)
}

/// Whether a text is the same as a string of JSON: it has no quotes, backslashes or control characters.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks::<8>();
    let marked = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        below(word, b' ') | same(word, b'"') | same(word, b'\\')
    };
    let is_plain = |byte: &u8| *byte >= b' ' && !matches!(byte, b'"' | b'\\');
    words.iter().all(|word| marked(word) == 0) && rest.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_found_as_one_by_one(
            text in prop::collection::vec(prop_oneof![Just(b','), Just(b'-'), Just(b'\n'), b'"'..=b'1', any::<u8>()], 0..30),
            wanted in prop::sample::select(vec![*b",\n\r", *b"..-", [0, 0x80, 0xff]]),
        ) {
            let found = text.iter().position(|byte| wanted.contains(byte));
            prop_assert_eq!(first_of(&text, wanted), found);
        }

        #[test]
        fn plain_texts_are_those_that_json_leaves_as_they_are(text in "[a-f0-9,. ]{0,20}[\"\\\\\u{0}-\u{21}\u{7e}-\u{82}€]?[a-z]{0,9}") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(is_plain(text.as_bytes()), json == format!("\"{text}\""));
        }
    }
}
