//! Parts of lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{LatestItem, PopularItem};

/// A part of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopularPage {
    /// The items, most units first, ties by SKU descending.
    pub items: Vec<PopularItem>,
    /// Items in the whole leaderboard.
    pub total: usize,
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
