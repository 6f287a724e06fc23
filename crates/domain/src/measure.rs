//! The one list of all sums: each measure with its name, unit and grain, and the figures derived from them.
//!
//! A new measure is a row of [`MEASURES`]. Code that transports, stores or shows sums iterates over the list and names
//! no measure, unless it means just that one.

mod set;
mod sums;

pub use set::MeasureSet;
pub use sums::Sums;

use Grain::{Day, Hour, Minute};
use Measure::{
    Discounts, Fees, GiftCards, Orders, ReturnedUnits, Returns, Revenue, Shipping, Tax, Tips, Units,
};
use Unit::{Count, Money};

/// A sum over orders. Its number is permanent, because records of the stores contain it; it is never given to another
/// measure.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Orders with at least one sold line; a refund is not an order.
    Orders = 0,
    /// Whole pieces of the sold lines.
    Units = 1,
    /// Gross revenue: the value of the sold lines, without the tax in it.
    Revenue = 2,
    /// The value of the return lines after their discounts, and money given back without goods.
    Returns = 3,
    /// Pieces of the return lines, positive.
    ReturnedUnits = 4,
    /// Discounts on sold lines and on orders.
    Discounts = 5,
    /// Shipping.
    Shipping = 6,
    /// Tax.
    Tax = 7,
    /// Tips.
    Tips = 8,
    /// Handling, duties, restocking.
    Fees = 9,
    /// Gift cards sold.
    GiftCards = 10,
}

/// The unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Minor units of the shop's currency.
    Money,
}

/// The finest period that a measure is kept by. Coarser ones are kept too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// Only business days.
    Day,
    /// Local hours.
    Hour,
    /// Local minutes.
    Minute,
}

/// A row of the list of measures.
#[derive(Clone, Copy, Debug)]
pub struct MeasureDef {
    /// The measure.
    pub measure: Measure,
    /// Its name in all output.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The finest period that it is kept by.
    pub grain: Grain,
    /// Whether orders could contain it before any server summed it. Then days before such a server opened the shop are
    /// incomplete for it, and it is in their [`DayRecord::unknown`](crate::DayRecord::unknown).
    pub is_partial_at_first: bool,
    /// Its exact meaning in a sentence or two, for the documentation.
    pub meaning: &'static str,
}

/// Every measure, in order of number.
pub const MEASURES: [MeasureDef; Measure::COUNT] = [
    def(
        Orders,
        "orders",
        Count,
        Minute,
        "Orders with at least one sold line of a product or gift card. A refund is not an order.",
    ),
    def(
        Units,
        "units",
        Count,
        Day,
        "Whole pieces in the sold product lines; each line has at least one.",
    ),
    def(
        Revenue,
        "revenue",
        Money,
        Minute,
        "Gross revenue: the value of the sold product lines before discounts, without included tax.",
    ),
    def(
        Returns,
        "returns",
        Money,
        Hour,
        "Value of the return lines after their discounts and without included tax, and of adjustments: above 0 if it \
         was given back.",
    ),
    MeasureDef {
        is_partial_at_first: true,
        ..def(
            ReturnedUnits,
            "returned_units",
            Count,
            Hour,
            "Pieces in the return lines.",
        )
    },
    def(
        Discounts,
        "discounts",
        Money,
        Hour,
        "What was taken off sold product lines, and off orders as a whole.",
    ),
    def(
        Shipping,
        "shipping",
        Money,
        Hour,
        "Shipping after discounts, less what was given back.",
    ),
    def(
        Tax,
        "tax",
        Money,
        Hour,
        "Tax of all lines and of orders as a whole, less what was given back.",
    ),
    def(Tips, "tips", Money, Hour, "Tips, less what was given back."),
    def(
        Fees,
        "fees",
        Money,
        Hour,
        "Handling, duties, restocking, less what was given back.",
    ),
    def(
        GiftCards,
        "gift_cards",
        Money,
        Hour,
        "Gift cards sold, less those taken back. They are not revenue until they are spent.",
    ),
];

/// A figure computed from measures when it is shown, and never stored.
#[derive(Clone, Copy, Debug)]
pub struct DerivedDef {
    /// Its name in all output.
    pub name: &'static str,
    /// The measures it adds (1) or subtracts (−1).
    pub of: &'static [(Measure, i8)],
    /// The measure that their sum is divided by, rounded half away from zero; the result is 0 if that is 0.
    pub per: Option<Measure>,
    /// Its meaning in a sentence or two, for the documentation.
    pub meaning: &'static str,
}

const NET: [(Measure, i8); 3] = [(Revenue, 1), (Discounts, -1), (Returns, -1)];
const TOTAL: &[(Measure, i8)] = &[NET[0], NET[1], NET[2], (Shipping, 1), (Tax, 1), (Fees, 1)];
const CHARGED: &[(Measure, i8)] = &[
    NET[0],
    NET[1],
    NET[2],
    (Shipping, 1),
    (Tax, 1),
    (Fees, 1),
    (Tips, 1),
    (GiftCards, 1),
];
/// The charged amount without its shipping and tax.
const EX_TAX: &[(Measure, i8)] = &[NET[0], NET[1], NET[2], (Fees, 1), (Tips, 1), (GiftCards, 1)];

/// Every derived figure. All are amounts of money.
pub const DERIVED: &[DerivedDef] = &[
    DerivedDef {
        name: "net_revenue",
        of: &NET,
        per: None,
        meaning: "Revenue less discounts and returns.",
    },
    DerivedDef {
        name: "total_sales",
        of: TOTAL,
        per: None,
        meaning: "Net revenue with shipping, tax and fees.",
    },
    DerivedDef {
        name: "charged",
        of: CHARGED,
        per: None,
        meaning: "What customers paid, less what they got back.",
    },
    DerivedDef {
        name: "sales_ex_tax",
        of: EX_TAX,
        per: None,
        meaning: "What customers paid without tax and shipping.",
    },
    DerivedDef {
        name: "average_order",
        of: &[(Revenue, 1), (Discounts, -1)],
        per: Some(Orders),
        meaning: "Revenue less discounts, divided by orders.",
    },
];

const fn def(
    measure: Measure,
    name: &'static str,
    unit: Unit,
    grain: Grain,
    meaning: &'static str,
) -> MeasureDef {
    MeasureDef {
        measure,
        name,
        unit,
        grain,
        is_partial_at_first: false,
        meaning,
    }
}

impl Measure {
    /// The number of measures.
    pub const COUNT: usize = 11;

    /// Its permanent number, which is its index in [`MEASURES`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The measure with this number; `None` = it belongs to a newer version.
    pub fn of_number(number: usize) -> Option<Measure> {
        MEASURES.get(number).map(|def| def.measure)
    }

    /// Its row of the list.
    pub const fn def(self) -> &'static MeasureDef {
        &MEASURES[self.number()]
    }

    /// Every measure, in order of number.
    pub fn all() -> impl ExactSizeIterator<Item = Measure> + DoubleEndedIterator {
        MEASURES.iter().map(|def| def.measure)
    }

    /// Every measure kept at least this finely, in order of number.
    pub fn kept_by(grain: Grain) -> impl Iterator<Item = Measure> {
        Measure::all().filter(move |measure| measure.def().grain >= grain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers and names are in records and answers, so their meaning must never change. New measures follow the last
    /// one.
    #[test]
    fn the_list_is_permanent() {
        let rows = MEASURES
            .iter()
            .map(|def| (def.measure.number(), def.name, def.unit, def.grain));
        let expected = [
            (0, "orders", Count, Minute),
            (1, "units", Count, Day),
            (2, "revenue", Money, Minute),
            (3, "returns", Money, Hour),
            (4, "returned_units", Count, Hour),
            (5, "discounts", Money, Hour),
            (6, "shipping", Money, Hour),
            (7, "tax", Money, Hour),
            (8, "tips", Money, Hour),
            (9, "fees", Money, Hour),
            (10, "gift_cards", Money, Hour),
        ];
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_are_places_and_names_are_unlike() {
        for (number, def) in MEASURES.iter().enumerate() {
            assert_eq!(def.measure.number(), number);
            assert_eq!(Measure::of_number(number), Some(def.measure));
        }
        assert_eq!(Measure::of_number(Measure::COUNT), None);
        let names = MEASURES.iter().map(|def| def.name);
        let names: Vec<&str> = names.chain(DERIVED.iter().map(|def| def.name)).collect();
        let unlike: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(unlike.len(), names.len());
    }

    #[test]
    fn derived_figures_are_made_of_money() {
        for def in DERIVED {
            assert!(!def.of.is_empty(), "{}", def.name);
            for (measure, sign) in def.of {
                assert_eq!(measure.def().unit, Money, "{}", def.name);
                assert_eq!(sign.abs(), 1, "{}", def.name);
            }
            assert!(def.per.is_none_or(|per| per.def().unit == Count));
        }
    }
}
