//! The ledger's record of an order: enough to undo it to the cent.

use crate::order::joined;
use crate::{
    BusinessDay, Dimension, Extra, LocalTime, Market, Minor, Original, Slice, Standing, Sums,
};

/// A number of units of one item in an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SoldUnits {
    /// The item.
    pub sku: Box<str>,
    /// The number of units, above 0.
    pub units: u64,
    /// The amount they were sold for or are worth, in minor units: after the line's discount, without tax, and rounded
    /// separately. Also 0 if the shop did not keep [amounts by line](crate::RetainedDays::products).
    pub amount: u64,
}

/// An order as a store holds it. An order that does not count has no sums and no lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LedgerEntry {
    /// The last applied version.
    pub version: i64,
    /// Whether it counts; otherwise it contributes nothing but is remembered.
    pub standing: Standing,
    /// The business day and second that its figures belong to.
    pub at: LocalTime,
    /// The sum of its sold lines, rounded once.
    pub revenue: Minor,
    /// The sum of its return lines, rounded once, as a positive amount.
    pub returns: Minor,
    /// Its sold lines, in the order's own sequence.
    pub sold: Vec<SoldUnits>,
    /// Its return lines, in the order's own sequence; empty if the shop did not keep them.
    pub returned: Vec<SoldUnits>,
    /// Further data, if any.
    pub extra: Option<Box<Extra>>,
}

impl LedgerEntry {
    /// Where it was sold and where it goes.
    pub fn market(&self) -> Market {
        self.extra.as_deref().map(Extra::market).unwrap_or_default()
    }

    /// The original currency data, if it was converted.
    pub fn original(&self) -> Option<&Original> {
        self.extra.as_deref()?.original()
    }

    /// Whether it has amounts by line or return lines.
    pub fn has_amounts(&self) -> bool {
        !self.returned.is_empty() || self.sold.iter().any(|line| line.amount > 0)
    }

    /// All sums of the order.
    pub fn sums(&self) -> Sums {
        let units = self.sold.iter().map(|line| line.units);
        joined(units, self.revenue, self.returns, self.extra.as_deref())
    }
}

/// A filter for the orders of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Only orders that sold this item.
    pub sku: Option<String>,
    /// Only orders that count and have these values; `None` = those without a value.
    pub slices: Vec<(Dimension, Option<Slice>)>,
}

impl OrderFilter {
    /// A filter for orders that sold an item; for all orders without one.
    pub fn of_item(sku: Option<&str>) -> OrderFilter {
        OrderFilter {
            sku: sku.map(str::to_owned),
            slices: Vec::new(),
        }
    }

    /// Whether orders of this market pass.
    pub fn takes_market(&self, standing: Standing, market: Market) -> bool {
        let mut slices = self.slices.iter();
        slices.all(|(dimension, slice)| standing.counts() && market.slice(*dimension) == *slice)
    }

    /// Whether this order passes.
    pub fn takes(&self, entry: &LedgerEntry) -> bool {
        let sold = |sku: &String| entry.sold.iter().any(|line| *line.sku == **sku);
        self.sku.as_ref().is_none_or(sold) && self.takes_market(entry.standing, entry.market())
    }
}

/// An order of the ledger for people: with its id and its items' names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerOrder {
    /// The order's identity in its shop.
    pub id: String,
    /// The last applied version.
    pub version: i64,
    /// Whether it counts; otherwise it has no sums and no items.
    pub standing: Standing,
    /// The business day and second that its figures belong to.
    pub at: LocalTime,
    /// The sum of its sold lines.
    pub revenue: Minor,
    /// The sum of its return lines, positive.
    pub returns: Minor,
    /// Its sold lines, in the order's own sequence. Return lines are only in the sums.
    pub items: Vec<SoldItem>,
    /// Further data, if any.
    pub extra: Option<Box<Extra>>,
}

impl LedgerOrder {
    /// Where it was sold and where it goes.
    pub fn market(&self) -> Market {
        self.extra.as_deref().map(Extra::market).unwrap_or_default()
    }

    /// The original currency data, if it was converted.
    pub fn original(&self) -> Option<&Original> {
        self.extra.as_deref()?.original()
    }

    /// All sums of the order.
    pub fn sums(&self) -> Sums {
        let units = self.items.iter().map(|item| item.units);
        joined(units, self.revenue, self.returns, self.extra.as_deref())
    }
}

/// A sold line of a [`LedgerOrder`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldItem {
    /// The item.
    pub sku: String,
    /// Its newest name.
    pub name: Option<String>,
    /// The number of units, above 0.
    pub units: u64,
}

/// The sales of one item on the retained days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDays {
    /// Its newest name.
    pub name: Option<String>,
    /// Each retained day with the item's units, oldest first; days without a sale have 0.
    pub days: Vec<(BusinessDay, i64)>,
}
