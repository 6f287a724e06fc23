//! The items of days that have left: written once, when the day leaves, and read from the disk alone.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | which figures an item has, as bits: 1 its units, 2 its amount, and the pieces and the amount of what came back. Others are of newer versions |
//! | … | how many items are not here one by one, and their figures |
//! | … | how many are; of each, in the order of places, its number less that of the one before, and its figures |

use domain::{ItemDay, RestOfItems};

use super::day::{put_amounts, read_amounts};
use crate::codec::{Malformed, Reader, Write};

/// The figures that an item has.
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
    /// Of all items of a day; `sku` is what an item's is.
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
