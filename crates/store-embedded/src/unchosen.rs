//! Settings of a shop that nobody chose: a first look without any leaves the defaults, which must not bind its owner.

use domain::Shop;
use ports::StoreError;

use crate::disk::{Disk, StoredShop};
use crate::poison::Poison;
use crate::recovery::StateRead;

/// The defaults of the program.
const TIMEZONE: &str = "UTC";
const CURRENCY: &str = "USD";

/// The stored shop of this name; one that is new, or gives way to this one, is added.
///
/// # Errors
/// When the disk cannot be read, or written, which poisons the store.
pub(crate) fn stored_or_added(
    disk: &Disk,
    shop: &Shop,
    poison: &Poison,
) -> Result<StoredShop, StoreError> {
    let name = shop.id.as_str();
    let poisoned = |error| poison.poison(&error);
    if let Some(stored) = disk.shop(name)? {
        if !gives_way(disk, &stored, shop)? {
            return Ok(stored);
        }
        let removed = disk.remove_shop(name, stored.number);
        removed.map_err(poisoned)?;
    }
    disk.add_shop(shop).map_err(poisoned)
}

/// Whether a stored shop gives way to one with other settings: wherever they differ it has the default, and it has
/// never held anything.
fn gives_way(disk: &Disk, stored: &StoredShop, to: &Shop) -> Result<bool, StoreError> {
    let is_same_zone = to.clock.is_named(&stored.timezone);
    let is_same_currency = to.currency.code() == stored.currency;
    let is_open = (is_same_zone || stored.timezone == TIMEZONE)
        && (is_same_currency || stored.currency == CURRENCY);
    if is_same_zone && is_same_currency || !is_open {
        return Ok(false);
    }
    let own = stored.number.to_be_bytes();
    if disk.last_reject(stored.number)? > 0 || disk.memos.prefix(own).next().is_some() {
        return Ok(false);
    }
    let state = StateRead::of(disk, stored.number)?.state;
    let is_empty = state.ledger().len() == 0 && state.known_items() == 0;
    Ok(is_empty && state.positions().is_empty())
}
