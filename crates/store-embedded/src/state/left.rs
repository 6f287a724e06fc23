//! The items of dropped days: written once, when the day is dropped, and only read from disk.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | which figures an item has, as bits: 1 its units, 2 its amount, returned pieces and returned amount. Other bits are from newer versions |
//! | … | the number of items that are not listed one by one, and their figures |
//! | … | the number of listed items; for each, in the order of places, its number minus that of the previous one, and its figures |

use domain::{ItemDay, RestOfItems};

use super::day::{put_amounts, read_amounts};
use crate::codec::{Malformed, Reader, Write};

/// The figures of an item.
const UNITS: u8 = 1;
const AMOUNTS: u8 = 2;

/// Items by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftItems {
    pub has_amounts: bool,
    pub items: Vec<(u32, ItemDay)>,
    pub rest: RestOfItems,
}

impl LeftItems {
    /// The record of all items of a day; `sku` returns an item's SKU.
    pub(crate) fn of<S: Ord>(
        has_amounts: bool,
        mut items: Vec<(u32, ItemDay)>,
        sku: impl Fn(&u32) -> S,
    ) -> LeftItems {
        let rest = RestOfItems::of(&mut items, sku);
        LeftItems {
            has_amounts,
            items,
            rest,
        }
    }

    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        let put = |bytes: &mut Vec<u8>, item: &ItemDay| {
            bytes.put_i64(item.units);
            if self.has_amounts {
                put_amounts(bytes, item);
            }
        };
        bytes.push(UNITS | if self.has_amounts { AMOUNTS } else { 0 });
        bytes.put_u64(self.rest.items);
        put(bytes, &self.rest.sum);
        bytes.put_len(self.items.len());
        let mut before = 0;
        for (item, figures) in &self.items {
            bytes.put_i64(i64::from(*item) - before);
            put(bytes, figures);
            before = i64::from(*item);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<LeftItems, Malformed> {
        let figures = reader.u8()?;
        if figures & !AMOUNTS != UNITS {
            return Err(Malformed::Newer);
        }
        let has_amounts = figures & AMOUNTS != 0;
        let read = |reader: &mut Reader<'_>| {
            let units = reader.i64()?;
            let amounts = has_amounts.then(|| read_amounts(reader)).transpose()?;
            Ok(ItemDay {
                units,
                ..amounts.unwrap_or_default()
            })
        };
        let rest = RestOfItems {
            items: reader.u64()?,
            sum: read(reader)?,
        };
        let mut items = Vec::new();
        let mut before = 0_i64;
        for _ in 0..reader.len()? {
            before = before
                .checked_add(reader.i64()?)
                .ok_or(Malformed::Damaged)?;
            let item = u32::try_from(before).map_err(|_| Malformed::Damaged)?;
            items.push((item, read(reader)?));
        }
        Ok(LeftItems {
            has_amounts,
            items,
            rest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_day_come_back() {
        let back = ItemDay {
            units: 2,
            amount: 1 << 40,
            returned_units: 1,
            returned: 995,
        };
        let of_units = ItemDay::of_units;
        let few = vec![(7, of_units(1)), (4_000_000_000, of_units(300)), (0, back)];
        let many = (0..20_000).map(|item| (item, of_units(i64::from(item) + 1)));
        let of = |has_amounts, items| LeftItems::of(has_amounts, items, |item| *item);
        let many = of(false, many.collect());
        assert_eq!((many.items.len(), many.rest.items), (10_000, 10_000));
        for left in [of(true, few), many, of(true, Vec::new())] {
            let mut bytes = Vec::new();
            left.put(&mut bytes);
            let mut reader = Reader::new(&bytes);
            assert_eq!(LeftItems::read(&mut reader), Ok(left));
            assert!(reader.is_empty());
            bytes[0] = 5;
            assert_eq!(
                LeftItems::read(&mut Reader::new(&bytes)),
                Err(Malformed::Newer)
            );
        }
    }
}
