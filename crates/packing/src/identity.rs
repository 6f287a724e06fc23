//! Identities that are numbers or UUIDs, as most are. Only text in its one canonical form is converted, so two
//! different texts never become the same identity.

/// The number, if the text is in canonical form: digits without leading zeros.
pub fn whole_number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = digits && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().ok() } else { None }
}

/// The bits of a UUID, if the text is in canonical form: five groups of lower-case hexadecimal digits.
pub fn uuid(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut bits = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        match (index, byte) {
            (8 | 13 | 18 | 23, b'-') => {}
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => bits = bits << 4 | u128::from(byte - b'0'),
            (_, b'a'..=b'f') => bits = bits << 4 | u128::from(byte - b'a' + 10),
            _ => return None,
        }
    }
    Some(bits)
}

/// The canonical text of a UUID.
pub fn uuid_text(bits: u128) -> String {
    let mut text = format!("{bits:032x}");
    for dash in [8, 13, 18, 23] {
        text.insert(dash, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_otherwise_is_text() {
        for text in [
            "",
            "00",
            "01",
            "-1",
            "+1",
            " 1",
            "1.0",
            "18446744073709551616",
        ] {
            assert_eq!(whole_number(text), None, "{text}");
        }
        for text in [
            "0F8FAD5B-d9cb-469f-a165-70867728950e",
            "0f8fad5bd-9cb-469f-a165-70867728950e",
            "0f8fad5b-d9cb-469f-a165-7086772895-e",
            "0f8fad5b-d9cb-469f-a165_70867728950e",
            "0f8fad5bd9cb469fa16570867728950e",
            "éf8fad5b-d9cb-469f-a165-70867728950",
        ] {
            assert_eq!(uuid(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn identities_come_back(number: u64, bits: u128) {
            prop_assert_eq!(whole_number(&number.to_string()), Some(number));
            prop_assert_eq!(uuid(&uuid_text(bits)), Some(bits));
        }

        #[test]
        fn no_other_text_is_one(text in "[0-9a-fA-F-]{36}|[0-9]{1,21}|\\PC{0,40}") {
            let back = whole_number(&text).map(|number| number.to_string());
            prop_assert!(back.is_none_or(|back| back == text));
            prop_assert!(uuid(&text).is_none_or(|bits| uuid_text(bits) == text));
        }
    }
}
