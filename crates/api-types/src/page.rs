//! Parts of lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{LatestItem, LedgerOrder, ProductItem, Unknown};

/// A part of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopularPage {
    /// The items, most units first, ties by SKU descending; null if unknown.
    #[schema(required = true)]
    pub items: Option<Vec<ProductItem>>,
    /// Items in the whole leaderboard, or found by the search; null as `items`.
    #[schema(required = true)]
    pub total: Option<usize>,
    /// Why `items` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// The first day for which amounts and returns by item are known, if those here are null because their day is
    /// earlier. Also absent if they are not kept now, and for all time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, example = "2018-03-12")]
    pub amounts_from: Option<String>,
    /// Items left out before the first.
    pub offset: usize,
    /// The most items a page of this size holds.
    pub limit: usize,
}

/// A part of the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LatestPage {
    /// The lines, newest first.
    pub items: Vec<LatestItem>,
    /// Lines in the whole feed, at most 100.
    pub total: usize,
    /// Lines left out before the first.
    pub offset: usize,
    /// The most lines a page of this size holds.
    pub limit: usize,
}

/// A part of a day's orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderPage {
    /// The orders, newest first; those of the same second by id, descending.
    pub items: Vec<LedgerOrder>,
    /// All orders of the day, or those that sold the item.
    pub total: usize,
    /// Why the day counts more orders than the ledger, and so this list, has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Orders left out before the first.
    pub offset: usize,
    /// The most orders a page of this size holds.
    pub limit: usize,
}
