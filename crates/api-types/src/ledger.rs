//! Orders as the ledger holds them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An order of the ledger: what its newest version counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerOrder {
    /// The order's identity in its shop.
    pub id: String,
    /// When it was placed, to the second, with the shop's offset. Orders in the second of the two hours
    /// 01:00 of a day of 25 hours have its offset; those that an earlier version stored have the first's.
    #[schema(format = DateTime, example = "2018-03-11T10:23:45-04:00")]
    pub placed_at: String,
    /// The version that was applied last.
    pub version: i64,
    /// A cancelled order has no amounts and no items.
    pub cancelled: bool,
    /// Gross revenue.
    #[schema(example = "1.99")]
    pub revenue: String,
    /// Value of its return lines, positive.
    #[schema(example = "0.00")]
    pub returns: String,
    /// Its sold lines. Return lines are kept as a sum only.
    pub items: Vec<SoldItem>,
}

/// A sold line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SoldItem {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent when none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Units of this line.
    pub units: u64,
}

impl LedgerOrder {
    /// An order of a shop.
    pub fn new(shop: &domain::Shop, order: &domain::LedgerOrder) -> LedgerOrder {
        let items = order.items.iter().map(|item| SoldItem {
            sku: item.sku.clone(),
            name: item.name.clone(),
            units: item.units,
        });
        LedgerOrder {
            id: order.id.clone(),
            placed_at: shop.clock.rfc3339_local(order.at),
            version: order.version,
            cancelled: order.cancelled,
            revenue: shop.currency.format(order.revenue),
            returns: shop.currency.format(order.returns),
            items: items.collect(),
        }
    }
}
