//! Items and ids: as text, or shorter if the text is a number.

use packing::put_varint;

use crate::layout::bytes::{Reader, put_minimal};

/// Writes an item: a varint of its length · 2, then its bytes. A whole number, as SKUs often are, is written as length
/// · 2 + 1 and the number's bytes.
pub(crate) fn put_sku(out: &mut Vec<u8>, sku: &str) {
    match short_number(sku) {
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

/// The number, if this is exactly its usual form and it has at most 19 digits: longer ones are text in existing stores.
pub(crate) fn short_number(text: &str) -> Option<u64> {
    packing::whole_number(text).filter(|_| text.len() <= 19)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Texts that could be confused with others in the short form.
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
