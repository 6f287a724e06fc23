//! The goals of shops: all servers of a store share them.

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

use crate::document::{change_document, load_document};

/// The document that holds them.
const NAME: &str = "goals";
const WHAT: &str = "the list of goals";

type OfShops = BTreeMap<String, Goals>;

/// What a shop wants to sell, in the minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goals {
    /// In a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<i64>,
    /// In a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<i64>,
    /// In a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<i64>,
}

/// Reads a shop's goals.
///
/// # Errors
/// Any kind.
pub async fn load_goals(store: &dyn Presence, shop: &ShopId) -> Result<Goals, StoreError> {
    let goals: OfShops = load_document(store, NAME, WHAT).await?;
    Ok(goals.get(shop.as_str()).copied().unwrap_or_default())
}

/// Puts a shop's goals in the place of those before, whatever other servers set meanwhile.
///
/// # Errors
/// Any kind.
pub async fn set_goals(store: &dyn Presence, shop: &ShopId, new: Goals) -> Result<(), StoreError> {
    let changed = change_document(store, NAME, WHAT, |goals: &mut OfShops| {
        let before = match new == Goals::default() {
            true => goals.remove(shop.as_str()),
            false => goals.insert(shop.to_string(), new),
        };
        before.unwrap_or_default() != new
    });
    changed.await.map(drop)
}
