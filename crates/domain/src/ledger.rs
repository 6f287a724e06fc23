//! What the ledger remembers of an order: enough to take it back to the cent.

use crate::order::joined;
use crate::{
    BusinessDay, Dimension, Extra, LocalTime, Market, Minor, Original, Slice, Standing, Sums,
};

/// Units that an order sold of one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SoldUnits {
    /// The item.
    pub sku: Box<str>,
    /// How many, above 0.
    pub units: u64,
    /// What they were sold for or are worth, in minor units: after the line's discount, without the tax in it, and rounded by
    /// itself. 0 as well where the shop did not keep [amounts by line](crate::RetainedDays::products).
    pub amount: u64,
}

/// An order as a store holds it. One that does not count has no sums and no lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LedgerEntry {
    /// The version that was applied last.
    pub version: i64,
    /// Whether it counts; else it contributes nothing but is remembered.
    pub standing: Standing,
    /// The business day and second its figures belong to.
    pub at: LocalTime,
    /// The sum of its sold lines, rounded once.
    pub revenue: Minor,
    /// The sum of its return lines, rounded once, as a positive amount.
    pub returns: Minor,
    /// Its sold lines, in the order's own order.
    pub sold: Vec<SoldUnits>,
    /// Its return lines, in the order's own order; none where the shop did not keep them.
    pub returned: Vec<SoldUnits>,
    /// What it has beside these, if anything.
    pub extra: Option<Box<Extra>>,
}

impl LedgerEntry {
    /// Where it was sold and where it goes.
    pub fn market(&self) -> Market {
        self.extra.as_deref().map(Extra::market).unwrap_or_default()
    }

    /// What it was in before it was converted.
    pub fn original(&self) -> Option<&Original> {
        self.extra.as_deref()?.original()
    }

    /// Whether it has amounts by line, or return lines.
    pub fn has_amounts(&self) -> bool {
        !self.returned.is_empty() || self.sold.iter().any(|line| line.amount > 0)
    }

    /// All sums of the order.
    pub fn sums(&self) -> Sums {
        let units = self.sold.iter().map(|line| line.units);
        joined(units, self.revenue, self.returns, self.extra.as_deref())
    }
}

/// Which orders of a day are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Only those that sold this item.
    pub sku: Option<String>,
    /// Only those that count and have these values; `None` = those without one.
    pub slices: Vec<(Dimension, Option<Slice>)>,
}

impl OrderFilter {
    /// Those that sold an item; all of them without one.
    pub fn of_item(sku: Option<&str>) -> OrderFilter {
        OrderFilter {
            sku: sku.map(str::to_owned),
            slices: Vec::new(),
        }
    }

    /// Whether it looks for orders of this market.
    pub fn takes_market(&self, standing: Standing, market: Market) -> bool {
        let mut slices = self.slices.iter();
        slices.all(|(dimension, slice)| standing.counts() && market.slice(*dimension) == *slice)
    }

    /// Whether it looks for this order.
    pub fn takes(&self, entry: &LedgerEntry) -> bool {
        let sold = |sku: &String| entry.sold.iter().any(|line| *line.sku == **sku);
        self.sku.as_ref().is_none_or(sold) && self.takes_market(entry.standing, entry.market())
    }
}

/// An order of the ledger as a person looks at it: with its id and its items' names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerOrder {
    /// The order's identity in its shop.
    pub id: String,
    /// The version that was applied last.
    pub version: i64,
    /// Whether it counts; else it has no sums and no items.
    pub standing: Standing,
    /// The business day and second its figures belong to.
    pub at: LocalTime,
    /// The sum of its sold lines.
    pub revenue: Minor,
    /// The sum of its return lines, positive.
    pub returns: Minor,
    /// Its sold lines, in the order's own order. Return lines are summed only.
    pub items: Vec<SoldItem>,
    /// What it has beside these, if anything.
    pub extra: Option<Box<Extra>>,
}

impl LedgerOrder {
    /// Where it was sold and where it goes.
    pub fn market(&self) -> Market {
        self.extra.as_deref().map(Extra::market).unwrap_or_default()
    }

    /// What it was in before it was converted.
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
    /// How many, above 0.
    pub units: u64,
}

/// What one item sold on the retained days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDays {
    /// Its newest name.
    pub name: Option<String>,
    /// Each retained day with the item's units, oldest first; days without a sale have 0.
    pub days: Vec<(BusinessDay, i64)>,
}
