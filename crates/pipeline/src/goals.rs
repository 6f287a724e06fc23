//! The goals of shops, shared by all servers of a store.

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

use crate::document::{change_document, load_document};

/// The document with the goals.
const NAME: &str = "goals";
const WHAT: &str = "the list of goals";

type OfShops = BTreeMap<String, Goals>;

/// A shop's sales goals, in minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goals {
    /// For a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<i64>,
    /// For a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<i64>,
    /// For a month.
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

/// Replaces a shop's goals, even if other servers set goals at the same time.
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

/// Copies the goals of some shops into another store. Shops without goals keep those they have there.
///
/// # Errors
/// Any kind.
pub async fn copy_goals<'s>(
    from: &dyn Presence,
    to: &dyn Presence,
    shops: impl Iterator<Item = &'s ShopId>,
) -> Result<(), StoreError> {
    let mut stored: OfShops = load_document(from, NAME, WHAT).await?;
    let taken: Vec<(String, Goals)> = shops
        .filter_map(|shop| stored.remove_entry(shop.as_str()))
        .collect();
    let changed = change_document(to, NAME, WHAT, |goals: &mut OfShops| {
        let before = goals.clone();
        goals.extend(taken.iter().cloned());
        *goals != before
    });
    changed.await.map(drop)
}
