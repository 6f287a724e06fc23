//! Where an order is in the ledger, and how the orders of a place are written together.
//!
//! Consecutive ids, as shops assign them, share a bucket: one field of a hash for up to 32 orders. A field and two
//! strings for each order used to be most of an order's cost to the server. The id is kept whole: its beginning is the
//! field, its end is the slot in the bucket.
//!
//! | id | field | slot |
//! |---|---|---|
//! | a whole number | 1, the bytes of number / 32 | number mod 32 |
//! | a UUID | 2, its 16 bytes | 0 |
//! | other text with two digits at its end | 3, the text before them, digits / 25 | digits mod 25 |
//! | any other text | the text | 0 |
//!
//! A bucket is the number of its entries − 1 (a byte), the slot of each (a byte each), then each entry: its length as a
//! varint, and its record (see record.rs).

use packing::{put_varint, uuid, uuid_text};

use crate::layout::bytes::{Reader, put_minimal};
use crate::layout::text::short_number;

/// First bytes that no id can have: ids contain no control characters.
const NUMBER: u8 = 1;
const UUID: u8 = 2;
const DIGITS: u8 = 3;

const NUMBERS: u64 = 32;
const DIGIT_ENDS: u8 = 25;

/// Writes the field of an id's bucket. Returns its slot there.
pub(crate) fn put_field(out: &mut Vec<u8>, id: &str) -> u8 {
    if let Some(number) = short_number(id) {
        out.push(NUMBER);
        put_minimal(out, number / NUMBERS);
        return (number % NUMBERS) as u8;
    }
    if let Some(uuid) = uuid(id) {
        out.push(UUID);
        out.extend_from_slice(&uuid.to_be_bytes());
        return 0;
    }
    if let [front @ .., tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = id.as_bytes() {
        let end = (tens - b'0') * 10 + (ones - b'0');
        out.push(DIGITS);
        out.extend_from_slice(front);
        out.push(end / DIGIT_ENDS);
        return end % DIGIT_ENDS;
    }
    out.extend_from_slice(id.as_bytes());
    0
}

/// The id in this slot of this field's bucket.
pub(crate) fn read_id(field: &[u8], slot: u8) -> Option<String> {
    match field {
        [NUMBER, number @ ..] => {
            let number = Reader::new(number).number(number.len())?;
            let number = number.checked_mul(NUMBERS)?.checked_add(u64::from(slot))?;
            Some(number.to_string())
        }
        [UUID, uuid @ ..] => {
            let uuid = u128::from_be_bytes(uuid.try_into().ok()?);
            Some(uuid_text(uuid))
        }
        [DIGITS, front @ .., quarter] => {
            let front = std::str::from_utf8(front).ok()?;
            let end = quarter.checked_mul(DIGIT_ENDS)?.checked_add(slot)?;
            Some(format!("{front}{end:02}"))
        }
        text => std::str::from_utf8(text).ok().map(str::to_owned),
    }
}

/// Writes a bucket of entries, each with its slot and record.
pub(crate) fn put<'r>(out: &mut Vec<u8>, entries: impl Iterator<Item = (u8, &'r [u8])> + Clone) {
    let count = out.len();
    out.push(0);
    out.extend(entries.clone().map(|(slot, _)| slot));
    // A commit has each id once, so there are at most 32 entries, one per slot.
    out[count] = (out.len() - count - 2) as u8;
    for (_, record) in entries {
        put_varint(out, record.len() as u64);
        out.extend_from_slice(record);
    }
}

/// The entries of a bucket: slots and records. `None` if the bytes are not a bucket.
pub(crate) fn read(bucket: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut reader = Reader::new(bucket);
    let count = reader.number(1)? as usize + 1;
    let slots = reader.take(count)?;
    let record = |slot: &u8| {
        let len = usize::try_from(reader.varint()?).ok()?;
        Some((*slot, reader.take(len)?))
    };
    slots.iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::text::tests::TEXTS;

    #[test]
    fn ids_come_back_as_they_were() {
        let ends = ["31", "32", "order-00", "order-24", "order-99", "é25"];
        for id in TEXTS.into_iter().chain(ends) {
            let mut field = Vec::new();
            let slot = put_field(&mut field, id);
            assert_eq!(read_id(&field, slot).as_deref(), Some(id));
        }
    }

    #[test]
    fn consecutive_ids_share_buckets_and_have_places_of_their_own() {
        for prefix in ["", "A-", "00"] {
            let mut places = std::collections::HashMap::<Vec<u8>, Vec<u8>>::new();
            for number in 10_000..11_000 {
                let mut field = Vec::new();
                let slot = put_field(&mut field, &format!("{prefix}{number}"));
                let slots = places.entry(field).or_default();
                assert!(!slots.contains(&slot));
                slots.push(slot);
            }
            assert!(places.len() <= 41);
        }
    }

    #[test]
    fn buckets_come_back_as_they_were() {
        let long = vec![7; 40_000];
        let entries: [(u8, &[u8]); 3] = [(4, b"one"), (0, b""), (31, &long)];
        let mut bucket = Vec::new();
        put(&mut bucket, entries.into_iter());
        assert_eq!(read(&bucket).unwrap(), entries);
        assert_eq!(read(&bucket[..bucket.len() - 1]), None);
        assert_eq!(read(&[]), None);
    }
}
