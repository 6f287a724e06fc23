//! The only list of an order event's fields. It is used to read JSON, to store rejects, to map the columns of files,
//! and to count values of the wrong kind.

use domain::{Amount, InvalidAmount};
use telemetry::labels::OfFields;
use telemetry::{Counter, ShopName};

use super::value::Value;

/// A list of names: first those that nearly every event has, then the rare ones.
#[derive(Debug)]
pub(super) struct Names {
    /// As bodies write them.
    pub all: &'static [&'static str],
    /// How many names nearly every event has.
    pub common: usize,
    /// The place of the only name that can have these letters.
    by_letters: [u8; LETTERS],
}

/// The names of the order as a whole.
pub(super) static ORDER: Names = Names::of(&ORDER_FIELDS, COMMON_OF_ORDER);

/// The names of a line.
pub(super) static ITEM: Names = Names::of(&ITEM_FIELDS, 4);

const COMMON_OF_ORDER: usize = 6;
const LETTERS: usize = 64;
const NOWHERE: u8 = u8::MAX;

impl Names {
    const fn of(all: &'static [&'static str], common: usize) -> Names {
        let (mut by_letters, mut place) = ([NOWHERE; LETTERS], 0);
        while place < all.len() {
            let letters = letters(all[place].as_bytes());
            assert!(by_letters[letters] == NOWHERE, "choose another factor");
            by_letters[letters] = place as u8;
            place += 1;
        }
        Names {
            all,
            common,
            by_letters,
        }
    }

    /// A name's place in the list. `None` if it is unknown.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let place = usize::from(self.by_letters[letters(name.as_bytes())]);
        (*self.all.get(place)? == name).then_some(place)
    }
}

/// A hash of a name's length, first and last letter. No two names in a list have the same hash.
const fn letters(name: &[u8]) -> usize {
    match name {
        [] => 0,
        [first, ..] => (name.len() * 9 + *first as usize + name[name.len() - 1] as usize) % LETTERS,
    }
}

/// The places of an order's names.
pub(super) mod order {
    use super::{ORDER_FIELDS, position};

    pub(in super::super) const ID: usize = position(&ORDER_FIELDS, "id");
    pub(in super::super) const TIMESTAMP: usize = position(&ORDER_FIELDS, "timestamp");
    pub(in super::super) const ITEMS: usize = position(&ORDER_FIELDS, "items");
    pub(in super::super) const CURRENCY: usize = position(&ORDER_FIELDS, "currency");
    pub(in super::super) const VERSION: usize = position(&ORDER_FIELDS, "version");
    pub(in super::super) const STATUS: usize = position(&ORDER_FIELDS, "status");
    pub(in super::super) const TEST: usize = position(&ORDER_FIELDS, "test");
    pub(in super::super) const REFUND_OF: usize = position(&ORDER_FIELDS, "refund_of");
    pub(in super::super) const CHANNEL: usize = position(&ORDER_FIELDS, "channel");
    pub(in super::super) const COUNTRY: usize = position(&ORDER_FIELDS, "country");
    pub(in super::super) const TAX_INCLUDED: usize = position(&ORDER_FIELDS, "tax_included");
    pub(in super::super) const SHIPPING: usize = position(&ORDER_FIELDS, "shipping");
    pub(in super::super) const DISCOUNT: usize = position(&ORDER_FIELDS, "discount");
    pub(in super::super) const TAX: usize = position(&ORDER_FIELDS, "tax");
    pub(in super::super) const TIP: usize = position(&ORDER_FIELDS, "tip");
    pub(in super::super) const FEE: usize = position(&ORDER_FIELDS, "fee");
    pub(in super::super) const RATE: usize = position(&ORDER_FIELDS, "rate");
}

/// The places of a line's names.
pub(super) mod item {
    use super::{ITEM_FIELDS, position};

    pub(in super::super) const SKU: usize = position(&ITEM_FIELDS, "sku");
    pub(in super::super) const NAME: usize = position(&ITEM_FIELDS, "name");
    pub(in super::super) const PRICE: usize = position(&ITEM_FIELDS, "price");
    pub(in super::super) const QUANTITY: usize = position(&ITEM_FIELDS, "quantity");
    pub(in super::super) const KIND: usize = position(&ITEM_FIELDS, "kind");
    pub(in super::super) const AMOUNT: usize = position(&ITEM_FIELDS, "amount");
    pub(in super::super) const DISCOUNT: usize = position(&ITEM_FIELDS, "discount");
    pub(in super::super) const TAX: usize = position(&ITEM_FIELDS, "tax");
}

/// The place of a name that is in the list. Computed at compile time.
const fn position(all: &[&str], name: &str) -> usize {
    let mut place = 0;
    while !are_equal(all[place].as_bytes(), name.as_bytes()) {
        place += 1;
    }
    place
}

const fn are_equal(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([first, others @ ..], [same, rest @ ..]) = (a, b) {
        if *first != *same {
            return false;
        }
        (a, b) = (others, rest);
    }
    a.is_empty() && b.is_empty()
}

/// The fields of an order event that describe the order, by name.
pub const ORDER_FIELDS: [&str; 17] = [
    "id",
    "timestamp",
    "items",
    "currency",
    "version",
    "status",
    "test",
    "refund_of",
    "channel",
    "country",
    "tax_included",
    "shipping",
    "discount",
    "tax",
    "tip",
    "fee",
    "rate",
];

/// The fields of a line.
pub const ITEM_FIELDS: [&str; 8] = [
    "sku", "name", "price", "quantity", "kind", "amount", "discount", "tax",
];

/// How many of an order's fields are rare. Bodies may have contained these names before they had a meaning here. If
/// their value is of another kind than ours, it is ignored as before, and counted. A line's `discount` and `tax` are
/// counted together with the order's.
const IGNORABLE: usize = ORDER_FIELDS.len() - COMMON_OF_ORDER;

/// Whether a value is of the kind that its name requires. Any other value means nothing here, and may be anything,
/// including personal data.
pub(super) fn is_of_kind(name: &str, value: &Value<'_>) -> bool {
    match name {
        "test" | "tax_included" => value.as_bool().is_some(),
        "channel" | "country" | "kind" => value.is_text(),
        "refund_of" => match value {
            Value::Number(_) => true,
            value => value.as_str().is_some_and(|text| !text.is_empty()),
        },
        _ => match value {
            Value::Number(_) => true,
            value if value.is_text() => {
                Amount::parse(value.as_str().unwrap_or_default()) != Err(InvalidAmount::NotANumber)
            }
            _ => false,
        },
    }
}

/// Counts values of names that bodies may have contained before these names had a meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldCounts([u64; IGNORABLE]);

impl FieldCounts {
    /// Counts a value of the rare name at this place in an order's names.
    pub(super) fn note(&mut self, place: usize) {
        if let Some(count) = place
            .checked_sub(COMMON_OF_ORDER)
            .and_then(|it| self.0.get_mut(it))
        {
            *count += 1;
        }
    }

    /// Adds the counts of another body.
    pub fn add(&mut self, other: &FieldCounts) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }

    /// Whether there were no such values.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// The names that occurred, each with its count.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = ORDER_FIELDS.into_iter().skip(COMMON_OF_ORDER).zip(self.0);
        all.filter(|(_, count)| *count > 0)
    }

    /// Adds the counts to a shop's metric.
    pub(crate) fn record(&self, family: &Counter<OfFields>, shop: &ShopName) {
        for (field, values) in self.each() {
            family
                .series(OfFields::new(shop.clone(), field))
                .add(values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        for names in [&ORDER, &ITEM] {
            for (place, name) in names.all.iter().enumerate() {
                assert_eq!(names.place(name), Some(place), "{name}");
                assert_eq!(names.place(&name.to_uppercase()), None);
                assert_eq!(names.place(&format!("{name}s")), None);
                assert_eq!(names.place(&name[1..]), None);
            }
            assert_eq!(names.place(""), None);
        }
        assert_eq!(ORDER_FIELDS[order::TAX_INCLUDED], "tax_included");
        assert_eq!(ITEM_FIELDS[item::TAX], "tax");
    }

    #[test]
    fn what_may_be_ignored_is_counted_by_name() {
        let mut ignored = FieldCounts::default();
        assert!(ignored.is_empty());
        for place in [order::DISCOUNT, order::TAX, order::DISCOUNT, order::ID] {
            ignored.note(place);
        }
        ignored.add(&ignored.clone());
        assert_eq!(
            ignored.each().collect::<Vec<_>>(),
            [("discount", 4), ("tax", 2)]
        );
    }

    #[test]
    fn every_field_is_documented() {
        let page = include_str!("../../../../docs/orders.md");
        for name in ORDER_FIELDS.iter().chain(&ITEM_FIELDS) {
            assert!(
                page.contains(&format!("`{name}`")),
                "docs/orders.md: {name}"
            );
        }
        for reason in domain::Reason::ALL {
            let name = reason.as_str();
            assert!(
                page.contains(&format!("`{name}`")),
                "docs/orders.md: {name}"
            );
        }
    }
}
