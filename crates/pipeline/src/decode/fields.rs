//! The one list of what an order event may say, by which JSON is read, rejects are kept, files are mapped and
//! what is of another kind is counted.

use domain::{Amount, InvalidAmount};
use sonic_rs::{JsonType, JsonValueTrait as _, LazyValue};
use telemetry::labels::OfFields;
use telemetry::{Counter, ShopName};

/// A list of names: those that nearly every event has, then those that few have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    /// As bodies write them.
    pub all: &'static [&'static str],
    /// How many nearly every event has.
    pub common: usize,
}

/// Of the order as a whole.
pub(super) const ORDER: Names = Names {
    all: &ORDER_FIELDS,
    common: 6,
};

/// Of a line.
pub(super) const ITEM: Names = Names {
    all: &ITEM_FIELDS,
    common: 4,
};

/// What an order event may say of the order, by name.
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

/// What a line of it may say.
pub const ITEM_FIELDS: [&str; 8] = [
    "sku", "name", "price", "quantity", "kind", "amount", "discount", "tax",
];

/// Names that bodies carried before they meant anything here: where their value is of another kind than ours,
/// it is ignored, as it was, and counted. A line's `discount` and `tax` are counted with the order's.
pub(super) const IGNORABLE: [&str; 11] = [
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

/// Whether a value is of the kind that its name has: what is not says nothing
/// here, and may be anything, also personal data.
pub(super) fn is_of_kind(name: &str, value: &LazyValue<'_>) -> bool {
    let kind = value.get_type();
    let text = || value.as_str().unwrap_or_default();
    match name {
        "test" | "tax_included" => kind == JsonType::Boolean,
        "channel" | "country" | "kind" => kind == JsonType::String,
        "refund_of" => kind == JsonType::Number || !text().is_empty(),
        _ => match kind {
            JsonType::Number => true,
            JsonType::String => Amount::parse(text()) != Err(InvalidAmount::NotANumber),
            _ => false,
        },
    }
}

/// How many values there were under names that bodies may have carried before they meant anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldCounts([u64; IGNORABLE.len()]);

impl FieldCounts {
    /// Counts a value. A name that is not in the list is not counted.
    pub(super) fn note(&mut self, name: &str) {
        if let Some(place) = IGNORABLE.iter().position(|known| *known == name) {
            self.0[place] += 1;
        }
    }

    /// With those of another body.
    pub fn add(&mut self, other: &FieldCounts) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// The names of which there were any, and how many.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = IGNORABLE.into_iter().zip(self.0);
        all.filter(|(_, count)| *count > 0)
    }

    /// Counts them in a metric of a shop.
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
    fn what_may_be_ignored_is_a_field_that_few_have() {
        for name in IGNORABLE {
            assert!(ORDER_FIELDS[ORDER.common..].contains(&name), "{name}");
        }
        let mut ignored = FieldCounts::default();
        assert!(ignored.is_empty());
        for name in ["discount", "tax", "discount", "id"] {
            ignored.note(name);
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
