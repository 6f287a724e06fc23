//! What items earned and got back on a day. While the day is kept, this is in pages, like its units; afterwards in one
//! string.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | which figures an item has, as bits: 1 its units, 2 its amount, returned pieces and returned amount. Other bits are from newer versions |
//! | … | the number of items that are not listed one by one, varint, and their figures, zigzag varints |
//! | … | each listed item, in the order of places: its number minus that of the previous one, zigzag varint, and its figures, zigzag varints |

use domain::{ItemDay, RestOfItems};

use packing::{put_varint, put_zigzag};

use crate::layout::bytes::Reader;

/// A figure of an item's day other than its units.
type Amount = fn(&ItemDay) -> Option<i64>;

/// The hashes of pages with these figures, by the beginning of their names: amounts, returned pieces, and the value of
/// those.
pub(crate) const AMOUNTS: [(&str, Amount); 3] = [
    ("earned", |item| i64::try_from(item.amount).ok()),
    ("returned", |item| Some(item.returned_units)),
    ("refunded", |item| i64::try_from(item.returned).ok()),
];

/// Which figures an item has.
const HAS_UNITS: u8 = 1;
const HAS_AMOUNTS: u8 = 2;

/// An item with these units, and the figures of [`AMOUNTS`].
pub(crate) fn item_of(units: i64, [amount, returned_units, returned]: [i64; 3]) -> ItemDay {
    ItemDay {
        units,
        amount: amount.into(),
        returned_units,
        returned: returned.into(),
    }
}

/// The items of a day, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberedItems {
    pub(crate) has_amounts: bool,
    pub(crate) items: Vec<(u64, ItemDay)>,
    pub(crate) rest: RestOfItems,
}

/// Writes items by number. `None` if an amount does not fit, which cannot happen with a day's amounts.
pub(crate) fn write(
    has_amounts: bool,
    items: &[(u64, ItemDay)],
    rest: &RestOfItems,
) -> Option<Vec<u8>> {
    let mut bytes = vec![HAS_UNITS | if has_amounts { HAS_AMOUNTS } else { 0 }];
    let put = |bytes: &mut Vec<u8>, item: &ItemDay| {
        put_zigzag(bytes, item.units);
        for (_, amount) in AMOUNTS.iter().filter(|_| has_amounts) {
            put_zigzag(bytes, amount(item)?);
        }
        Some(())
    };
    put_varint(&mut bytes, rest.items);
    put(&mut bytes, &rest.sum)?;
    let mut before = 0;
    for (number, item) in items {
        put_zigzag(&mut bytes, (*number as i64).wrapping_sub(before));
        put(&mut bytes, item)?;
        before = *number as i64;
    }
    Some(bytes)
}

/// Reads items; `None` if this version did not write them.
pub(crate) fn read(bytes: &[u8]) -> Option<NumberedItems> {
    let mut reader = Reader::new(bytes);
    let [figures] = reader.take(1)? else {
        return None;
    };
    if figures & !HAS_AMOUNTS != HAS_UNITS {
        return None;
    }
    let has_amounts = figures & HAS_AMOUNTS != 0;
    let read_item = |reader: &mut Reader<'_>| {
        let (units, mut amounts) = (reader.zigzag()?, [0; AMOUNTS.len()]);
        if has_amounts {
            for amount in &mut amounts {
                *amount = reader.zigzag()?;
            }
        }
        Some(item_of(units, amounts))
    };
    let rest = RestOfItems {
        items: reader.varint()?,
        sum: read_item(&mut reader)?,
    };
    let (mut items, mut before) = (Vec::new(), 0_i64);
    while !reader.is_at_end() {
        before = before.checked_add(reader.zigzag()?)?;
        let number = u64::try_from(before).ok()?;
        items.push((number, read_item(&mut reader)?));
    }
    Some(NumberedItems {
        has_amounts,
        items,
        rest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_day_come_back() {
        let units = ItemDay::of_units;
        let back = item_of(0, [0, 3, 1 << 50]);
        let rest = RestOfItems {
            items: 300,
            sum: item_of(4, [1, 0, 0]),
        };
        let of_units = RestOfItems {
            sum: units(4),
            ..rest
        };
        for (has_amounts, items, rest) in [
            (false, vec![], of_units),
            (
                false,
                vec![(7, units(300)), (1 << 40, units(2)), (0, units(2))],
                of_units,
            ),
            (
                true,
                vec![(7, item_of(2, [1_990, 1, 995])), (6, back)],
                rest,
            ),
        ] {
            let mut bytes = write(has_amounts, &items, &rest).unwrap();
            let read_back = read(&bytes).unwrap();
            assert_eq!(read_back.has_amounts, has_amounts);
            assert_eq!((read_back.items, read_back.rest), (items, rest));
            bytes[0] |= 4;
            assert_eq!(read(&bytes), None);
        }
        // Neighbouring items that sold little take two bytes.
        let neighbours: Vec<(u64, ItemDay)> = (100..200).map(|number| (number, units(3))).collect();
        let none = RestOfItems::default();
        let bytes = write(false, &neighbours, &none).unwrap();
        assert_eq!(bytes.len(), 3 + 1 + 2 * 100);
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[1, 0, 0, 1, 1]), None, "a number below 0");
    }
}
