//! Items and ids: as text, or shorter where the text is a number.

use crate::layout::bytes::{Reader, put_minimal, put_varint};

/// Writes an item: a varint of its length · 2, then its bytes; of a whole number as SKUs often are,
/// length · 2 + 1 and the number's bytes.
pub(crate) fn put_sku(out: &mut Vec<u8>, sku: &str) {
    match whole_number(sku) {
        Some(number) => {
            let len = 8 - u64::from(number.leading_zeros()) / 8;
            put_varint(out, len << 1 | 1);
            put_minimal(out, number);
        }
        None => {
            put_varint(out, (sku.len() as u64) << 1);
            out.extend_from_slice(sku.as_bytes());
        }
    }
}

/// Reads an item.
pub(crate) fn read_sku(reader: &mut Reader<'_>) -> Option<String> {
    let head = reader.varint()?;
    let len = usize::try_from(head >> 1).ok()?;
    if head & 1 == 1 {
        return Some(reader.number(len)?.to_string());
    }
    std::str::from_utf8(reader.take(len)?)
        .ok()
        .map(str::to_owned)
}

/// The number, if this is just how it is written.
pub(crate) fn whole_number(text: &str) -> Option<u64> {
    let plain = text.len() <= 19
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// A UUID as it is written.
pub(crate) fn uuid_text(bits: u128) -> String {
    let digits = format!("{bits:032x}");
    let (a, rest) = digits.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// The UUID's bits, if this is just how they are written: five groups, lower case.
pub(crate) fn uuid(text: &str) -> Option<u128> {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Identities that could be taken for others when they are written shorter.
    pub(in crate::layout) const TEXTS: [&str; 14] = [
        "0",
        "00",
        "01",
        "-1",
        "1",
        "18446744073709551615",
        "9999999999999999999",
        "1234567890123",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "0F8FAD5B-D9CB-469F-A165-70867728950E",
        "00000000-0000-0000-0000-000000000000",
        "0f8fad5b-d9cb-469f-a165_70867728950e",
        "order-7",
        "é",
    ];

    #[test]
    fn items_come_back_as_they_were() {
        for item in TEXTS {
            let mut sku = Vec::new();
            put_sku(&mut sku, item);
            assert_eq!(read_sku(&mut Reader::new(&sku)).as_deref(), Some(item));
        }
    }
}
