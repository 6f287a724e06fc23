//! The connections that were made while servers ran, shared by all servers of a store.

mod link;

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{Presence, StoreError};

use crate::document::{change_document, load_document};

pub use self::link::{ApiAccess, LinkText, PlatformLink, SecretPlace};

/// The name of the document with the connections, and of the note that signals a change.
const NAME: &str = "connections";
const WHAT: &str = "the list of connections";

/// Reads the connections, by shop.
///
/// # Errors
/// Any kind.
pub async fn load_connections(
    store: &dyn Presence,
) -> Result<BTreeMap<String, LinkText>, StoreError> {
    load_document(store, NAME, WHAT).await
}

/// Replaces or removes a shop's connection; returns the previous one.
///
/// # Errors
/// Any kind.
pub async fn replace_connection(
    store: &dyn Presence,
    shop: &ShopId,
    link: Option<&LinkText>,
) -> Result<Option<LinkText>, StoreError> {
    let mut before = None;
    change_connections(store, |connections| {
        before = match link {
            Some(link) => connections.insert(shop.to_string(), link.clone()),
            None => connections.remove(shop.as_str()),
        };
        before.as_ref() != link
    })
    .await?;
    Ok(before)
}

/// Copies the connections of some shops into another store, where they replace any others of these shops.
///
/// # Errors
/// Any kind.
pub async fn copy_connections<'s>(
    from: &dyn Presence,
    to: &dyn Presence,
    shops: impl Iterator<Item = &'s ShopId>,
) -> Result<(), StoreError> {
    let mut stored = load_connections(from).await?;
    let links: Vec<(String, LinkText)> = shops
        .filter_map(|shop| stored.remove_entry(shop.as_str()))
        .collect();
    change_connections(to, |connections| {
        let before = connections.clone();
        connections.extend(links.iter().cloned());
        *connections != before
    })
    .await
}

async fn change_connections(
    store: &dyn Presence,
    change: impl FnMut(&mut BTreeMap<String, LinkText>) -> bool,
) -> Result<(), StoreError> {
    if change_document(store, NAME, WHAT, change).await?.is_some() {
        // A server that misses this note reads the connections when it next starts.
        let mark = format!("{:016x}", ports::chance());
        store.set_note(NAME, Some(&mark)).await?;
    }
    Ok(())
}

/// A mark that changes with the connections: servers check it periodically.
///
/// # Errors
/// Any kind.
pub async fn connections_mark(store: &dyn Presence) -> Result<Option<String>, StoreError> {
    let notes = store.notes().await?;
    let note = notes.into_iter().find(|(name, _)| name == NAME);
    Ok(note.map(|(_, mark)| mark))
}
