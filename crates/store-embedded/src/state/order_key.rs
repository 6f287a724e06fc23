//! The form of an order's id in the ledger: one byte of kind and length, then the id. UUIDs and plain numbers, which
//! most shops use, take half the room or less. The form is unique: two ids are equal exactly when their forms are, so
//! commits never need the text; it is only unpacked for people.

use crate::codec::{Malformed, Reader};

/// Headers 1–128: this many bytes of text.
const MAX_TEXT: u8 = 128;
/// A lower-case UUID in its usual form of 36 characters, as 16 bytes.
const UUID: u8 = 129;
/// Headers 130–138: a decimal number without leading zeros, in 0–8 bytes, little-endian.
const NUMBER: u8 = 130;

/// Appends an id's form.
pub(crate) fn pack(id: &str, into: &mut Vec<u8>) {
    if let Some(number) = packing::whole_number(id) {
        let bytes = number.to_le_bytes();
        let len = 8 - number.leading_zeros() as usize / 8;
        into.push(NUMBER + len as u8);
        into.extend_from_slice(&bytes[..len]);
    } else if let Some(uuid) = packing::uuid(id) {
        into.push(UUID);
        into.extend_from_slice(&uuid.to_be_bytes());
    } else {
        // The domain accepts no longer ids; if one came anyway, it would be cut, not corrupt.
        let text = &id.as_bytes()[..id.floor_char_boundary(usize::from(MAX_TEXT))];
        into.push(text.len() as u8);
        into.extend_from_slice(text);
    }
}

/// Reads the form at the front, without unpacking it.
pub(crate) fn read<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Malformed> {
    let whole = reader.rest();
    let header = reader.u8()?;
    let len = match header {
        1..=MAX_TEXT => usize::from(header),
        UUID => 16,
        NUMBER..=138 => usize::from(header - NUMBER),
        _ => return Err(Malformed::Damaged),
    };
    reader.take(len)?;
    Ok(&whole[..=len])
}

/// Unpacks the id of a form.
pub(crate) fn unpack(key: &[u8]) -> Result<String, Malformed> {
    let (&header, body) = key.split_first().ok_or(Malformed::Damaged)?;
    match header {
        1..=MAX_TEXT if body.len() == usize::from(header) => {
            let text = std::str::from_utf8(body).map_err(|_| Malformed::Damaged)?;
            Ok(text.to_owned())
        }
        UUID => {
            let uuid = u128::from_be_bytes(body.try_into().map_err(|_| Malformed::Damaged)?);
            Ok(packing::uuid_text(uuid))
        }
        NUMBER..=138 if body.len() == usize::from(header - NUMBER) => {
            let mut bytes = [0; 8];
            bytes[..body.len()].copy_from_slice(body);
            Ok(u64::from_le_bytes(bytes).to_string())
        }
        _ => Err(Malformed::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(id: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        pack(id, &mut bytes);
        bytes
    }

    #[test]
    fn the_usual_ids_are_short() {
        assert_eq!(packed("0").len(), 1);
        assert_eq!(packed("536365").len(), 4);
        assert_eq!(packed("18446744073709551615").len(), 9);
        assert_eq!(packed("0f8fad5b-d9cb-469f-a165-70867728950e").len(), 17);
        assert_eq!(packed("C536379").len(), 8);
    }

    #[test]
    fn different_ids_have_different_forms() {
        let ids = [
            "0",
            "00",
            "1",
            "01",
            "10",
            "-1",
            "256",
            "18446744073709551616",
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "0F8FAD5B-d9cb-469f-a165-70867728950e",
            "0f8fad5bd-9cb-469f-a165-70867728950e",
            "0f8fad5b-d9cb-469f-a165-7086772895-e",
            "a",
            "A",
            "é",
            "\u{1}",
        ];
        for (i, a) in ids.iter().enumerate() {
            for b in &ids[i + 1..] {
                assert_ne!(packed(a), packed(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_form_is_read_back_whole() {
        let long = "x".repeat(128);
        for id in [
            "0",
            "7",
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "order-1",
            &long,
        ] {
            let mut bytes = packed(id);
            let form = bytes.clone();
            bytes.extend_from_slice(b"what follows");
            assert_eq!(read(&mut Reader::new(&bytes)), Ok(form.as_slice()), "{id}");
        }
    }

    proptest! {
        #[test]
        fn an_id_comes_back_from_its_form(
            id in prop_oneof![
                "\\PC{1,32}",
                "[0-9]{1,21}",
                any::<u64>().prop_map(|number| number.to_string()),
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "[0-9a-fA-F-]{36}",
                "[ -~]{128}",
            ],
        ) {
            let form = packed(&id);
            prop_assert_eq!(unpack(&form), Ok(id));
            prop_assert_eq!(unpack(&form[..form.len() - 1]), Err(Malformed::Damaged));
        }
    }
}
