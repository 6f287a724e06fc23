//! What the ledger remembers of an order: enough to take it back to the cent.

use crate::{LocalTime, Minor};

/// Units that an order sold of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldUnits {
    /// The item.
    pub sku: Box<str>,
    /// How many, above 0.
    pub units: u64,
}

/// An order as a store holds it. A cancelled one has no sums and no lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The version that was applied last.
    pub version: i64,
    /// Cancelled orders contribute nothing but are remembered.
    pub cancelled: bool,
    /// The business day and second its figures belong to.
    pub at: LocalTime,
    /// The sum of its sold lines, rounded once.
    pub revenue: Minor,
    /// The sum of its return lines, rounded once, as a positive amount.
    pub returns: Minor,
    /// Its sold lines, in the order's own order.
    pub sold: Vec<SoldUnits>,
}
