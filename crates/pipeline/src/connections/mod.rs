//! The connections that were made while servers ran: all servers of a store share them.

mod link;

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{Presence, StoreError};

use crate::document::{change_document, load_document};

pub use self::link::{ApiAccess, LinkText, PlatformLink, SecretPlace};

/// The document that holds them, and the note that tells servers of a change.
const NAME: &str = "connections";
const WHAT: &str = "the list of connections";

/// Reads them, by shop.
///
/// # Errors
/// Any kind.
pub async fn load_connections(
    store: &dyn Presence,
) -> Result<BTreeMap<String, LinkText>, StoreError> {
    load_document(store, NAME, WHAT).await
}

/// Puts a shop's connection in the place of the one before, or takes it away; gives the one before.
///
/// # Errors
/// Any kind.
pub async fn replace_connection(
    store: &dyn Presence,
    shop: &ShopId,
    link: Option<&LinkText>,
) -> Result<Option<LinkText>, StoreError> {
    let mut before = None;
    let change = |connections: &mut BTreeMap<String, LinkText>| {
        before = match link {
            Some(link) => connections.insert(shop.to_string(), link.clone()),
            None => connections.remove(shop.as_str()),
        };
        before.as_ref() != link
    };
    if change_document(store, NAME, WHAT, change).await?.is_some() {
        // Who misses this word reads them when it starts again.
        let mark = format!("{:016x}", ports::chance());
        store.set_note(NAME, Some(&mark)).await?;
    }
    Ok(before)
}

/// What changes with them: servers look at it now and then.
///
/// # Errors
/// Any kind.
pub async fn connections_mark(store: &dyn Presence) -> Result<Option<String>, StoreError> {
    let notes = store.notes().await?;
    let note = notes.into_iter().find(|(name, _)| name == NAME);
    Ok(note.map(|(_, mark)| mark))
}
