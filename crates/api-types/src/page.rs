//! Parts of lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{LatestItem, LedgerOrder, ProductItem, Unknown};

/// A part of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopularPage {
    /// The items, most units first, ties by SKU descending; null when they are not known.
    #[schema(required = true)]
    pub items: Option<Vec<ProductItem>>,
    /// Items in the whole leaderboard, or those that the search found; null as `items`.
    #[schema(required = true)]
    pub total: Option<usize>,
    /// Why `items` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// The first day of which amounts and returns by item are known, where the items' are null because their day is before it.
    /// Absent as well where they are not kept now, and of all time.
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
    /// The orders, newest first, those of one second by id descending.
    pub items: Vec<LedgerOrder>,
    /// Orders of the day in all, or those that sold the item.
    pub total: usize,
    /// Why the day counts more orders than are in the ledger, and so here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Orders left out before the first.
    pub offset: usize,
    /// The most orders a page of this size holds.
    pub limit: usize,
}
