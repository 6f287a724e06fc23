//! Items: in leaderboards and in the feed.

use std::collections::BTreeSet;

use domain::Quantity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Unknown;

/// An item of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopularItem {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Units sold.
    pub units: i64,
    /// Its rank in the whole leaderboard, from 1. Absent in a board, whose lists begin with the
    /// first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// In a board's leaderboard of the day: its rank on the day before; 0 if it was not among the
    /// first 1,000. Absent if there is nothing to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_before: Option<usize>,
}

/// An item of a leaderboard's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductItem {
    /// The item.
    #[serde(flatten)]
    pub item: PopularItem,
    /// What its units of the day were sold for, each line after its discount and without included tax; returns are not
    /// subtracted. Null if amounts by line are unknown, and for all time.
    #[schema(required = true, example = "49.50")]
    pub amount: Option<String>,
    /// Units that came back on the day; null as `amount`.
    #[schema(required = true)]
    pub returned: Option<i64>,
    /// What those were worth, as `amount`; null as `amount`.
    #[schema(required = true, example = "9.90")]
    pub returned_amount: Option<String>,
}

/// What one item sold on the days kept in detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemHistory {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Each retained business day, oldest first.
    pub days: Vec<ItemDay>,
}

/// What an item sold on a business day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemDay {
    /// The day.
    #[schema(format = Date, example = "2018-03-05")]
    pub date: String,
    /// Units sold; null if the original design counted the day: it kept none by item.
    #[schema(required = true)]
    pub units: Option<i64>,
    /// Why `units` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
}

/// An item line of the feed. Lines that the original design wrote lack what it did not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LatestItem {
    /// Stock-keeping unit.
    pub sku: String,
    /// The newest name that an order gave it; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whole pieces of this line, at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    /// The exact quantity, if it is not a whole number: a decimal with at most 3 digits after the
    /// point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.35")]
    pub exact_quantity: Option<String>,
    /// Price of one: an exact decimal with at least the currency's decimals, and at most 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1.99")]
    pub price: Option<String>,
    /// When the order was placed, with the shop's offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub sold_at: Option<String>,
}

impl From<&domain::RankedItem> for PopularItem {
    fn from(item: &domain::RankedItem) -> PopularItem {
        PopularItem {
            sku: item.sku.clone(),
            name: item.name.clone(),
            units: item.units,
            rank: None,
            place_before: None,
        }
    }
}

impl From<&domain::FoundItem> for PopularItem {
    fn from(found: &domain::FoundItem) -> PopularItem {
        PopularItem {
            rank: Some(found.rank),
            ..PopularItem::from(&found.item)
        }
    }
}

impl ProductItem {
    /// An item, with what it sold for and what came back of it where that is known.
    pub fn new(
        item: PopularItem,
        figures: Option<&domain::ItemDay>,
        currency: &domain::Currency,
    ) -> ProductItem {
        ProductItem {
            item,
            amount: figures.map(|it| currency.format(it.amount)),
            returned: figures.map(|it| it.returned_units),
            returned_amount: figures.map(|it| currency.format(it.returned)),
        }
    }
}

impl PopularItem {
    /// A leaderboard.
    pub fn list(items: &[domain::RankedItem]) -> Vec<PopularItem> {
        items.iter().map(PopularItem::from).collect()
    }

    /// The leaderboard of a board's day, if it is known.
    pub fn list_of_day(board: &domain::Board) -> Option<Vec<PopularItem>> {
        if board.unknown().is_some() {
            return None;
        }
        let before = board.places_before.as_deref();
        let items = board.data.popular_day.iter().map(|item| PopularItem {
            place_before: before.map(|places| places.get(&item.sku).unwrap_or(0)),
            ..PopularItem::from(item)
        });
        Some(items.collect())
    }
}

impl ItemHistory {
    /// An item's days, of which the original design counted some.
    pub fn new(
        sku: &str,
        item: &domain::ItemDays,
        original: &BTreeSet<domain::BusinessDay>,
    ) -> ItemHistory {
        let days = item.days.iter().map(|&(day, units)| {
            let is_known = !original.contains(&day);
            ItemDay {
                date: day.to_string(),
                units: is_known.then_some(units),
                unknown: (!is_known).then_some(Unknown::OriginalDesign),
            }
        });
        ItemHistory {
            sku: sku.to_owned(),
            name: item.name.clone(),
            days: days.collect(),
        }
    }
}

impl LatestItem {
    /// A line of a shop's feed.
    pub fn new(shop: &domain::Shop, item: &domain::LatestItem) -> LatestItem {
        let exponent = shop.currency.exponent();
        LatestItem {
            sku: item.sku.clone(),
            name: item.name.clone(),
            quantity: item.quantity.map(Quantity::pieces),
            exact_quantity: item
                .quantity
                .filter(|quantity| !quantity.is_whole())
                .map(Quantity::format),
            price: item.price.map(|price| price.format(exponent)),
            sold_at: item.sold_at.map(|at| shop.clock.rfc3339(at)),
        }
    }

    /// A shop's feed.
    pub fn list(shop: &domain::Shop, items: &[domain::LatestItem]) -> Vec<LatestItem> {
        items
            .iter()
            .map(|item| LatestItem::new(shop, item))
            .collect()
    }
}
