//! The goals of shops: all servers of a store share them.

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{ErrorKind, Presence, StoreError};
use serde::{Deserialize, Serialize};

/// The document that holds them.
const NAME: &str = "goals";

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
    let goals = decode(&store.document(NAME).await?)?;
    Ok(goals.get(shop.as_str()).copied().unwrap_or_default())
}

/// Puts a shop's goals in the place of those before, whatever other servers set meanwhile.
///
/// # Errors
/// Any kind.
pub async fn set_goals(store: &dyn Presence, shop: &ShopId, new: Goals) -> Result<(), StoreError> {
    loop {
        let known = store.document(NAME).await?;
        let mut goals = decode(&known)?;
        let before = match new == Goals::default() {
            true => goals.remove(shop.as_str()),
            false => goals.insert(shop.to_string(), new),
        };
        if before.unwrap_or_default() == new {
            return Ok(());
        }
        let encoded = serde_json::to_vec(&goals).map_err(|error| broken().because(error))?;
        if store.replace_document(NAME, &known, &encoded).await? {
            return Ok(());
        }
    }
}

fn decode(document: &[u8]) -> Result<BTreeMap<String, Goals>, StoreError> {
    match document {
        [] => Ok(BTreeMap::new()),
        document => serde_json::from_slice(document).map_err(|error| broken().because(error)),
    }
}

fn broken() -> StoreError {
    StoreError::new(ErrorKind::Corrupt, "the list of goals cannot be understood")
}
