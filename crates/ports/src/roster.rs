//! What a store must do so that shops come and go while servers run.

use async_trait::async_trait;
use domain::{Shop, ShopId};

use crate::StoreError;

/// The list of shops that were added while servers ran. It is not part of any shop's own records, and all servers on
/// the store use it. Shops in a server's settings are not on it.
#[async_trait]
pub trait Roster: Send + Sync + 'static {
    /// A number that changes whenever the list does. Called every second, so it is quick.
    ///
    /// # Errors
    /// Any kind.
    async fn roster_version(&self) -> Result<u64, StoreError>;

    /// The list, sorted by name.
    ///
    /// # Errors
    /// Any kind.
    async fn roster(&self) -> Result<Vec<ListedShop>, StoreError>;

    /// Adds a shop to the list, durably. Returns the [version](Roster::roster_version) of the list with this change: one
    /// more than before it. `None` if a shop with that name is already on the list, which then stays as it is.
    ///
    /// # Errors
    /// Any kind.
    async fn list_shop(&self, shop: &ListedShop) -> Result<Option<u64>, StoreError>;

    /// Marks a shop as [leaving](ListedShop::is_leaving); `false` if it is not on the list.
    ///
    /// # Errors
    /// Any kind.
    async fn leave_shop(&self, shop: &ShopId) -> Result<bool, StoreError>;

    /// Stops listening for a shop that is leaving, in this process. After this, no method is called for it until it is
    /// opened again.
    fn close_shop(&self, shop: &Shop);

    /// Deletes everything of a shop that is leaving, and takes it off the list. Call this when no server accepts its
    /// orders any longer; after an interruption, another call continues.
    ///
    /// # Errors
    /// Any kind.
    async fn forget_shop(&self, shop: &Shop) -> Result<(), StoreError>;
}

/// A shop on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedShop {
    /// Its name.
    pub id: ShopId,
    /// Its IANA time zone.
    pub timezone: String,
    /// The ISO 4217 code of its currency.
    pub currency: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// Whether it is being removed: no server accepts its orders any longer.
    pub is_leaving: bool,
    /// How many business days it keeps in detail; `None` = as many as the default shop.
    pub retention_days: Option<u32>,
}

impl ListedShop {
    /// All but the name as one line of text, for stores that keep text.
    pub fn to_line(&self) -> String {
        let clean = |text: &str| text.replace(['\t', '\n'], " ");
        let standing = if self.is_leaving { "leaving" } else { "" };
        let name = self.display_name.as_deref().unwrap_or_default();
        let parts = [&self.timezone, &self.currency, standing, name].map(clean);
        let line = parts.join("\t");
        match self.retention_days {
            None => line,
            Some(days) => format!("{line}\t{days}"),
        }
    }

    /// Reads such a line; `None` if it is not one. Additions of newer versions at its end are ignored.
    pub fn from_line(name: &str, line: &str) -> Option<ListedShop> {
        let mut parts = line.split('\t');
        let mut next = || parts.next().map(str::to_owned);
        Some(ListedShop {
            id: ShopId::new(name).ok()?,
            timezone: next()?,
            currency: next()?,
            is_leaving: next()? == "leaving",
            display_name: next().filter(|name| !name.is_empty()),
            retention_days: next().and_then(|days| days.parse().ok()),
        })
    }
}
