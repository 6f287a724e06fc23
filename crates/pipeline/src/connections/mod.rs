//! The connections that were made while servers ran: all servers of a store share them.

mod link;

use std::collections::BTreeMap;

use domain::ShopId;
use ports::{ErrorKind, Presence, StoreError};

pub use self::link::{ApiAccess, LinkText, PlatformLink, SecretPlace};

/// The document that holds them, and the note that tells servers of a change.
const NAME: &str = "connections";

/// Reads them, by shop.
///
/// # Errors
/// Any kind.
pub async fn load_connections(
    store: &dyn Presence,
) -> Result<BTreeMap<String, LinkText>, StoreError> {
    decode(&store.document(NAME).await?)
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
    loop {
        let known = store.document(NAME).await?;
        let mut connections = decode(&known)?;
        let before = match link {
            Some(link) => connections.insert(shop.to_string(), link.clone()),
            None => connections.remove(shop.as_str()),
        };
        if before.as_ref() == link {
            return Ok(before);
        }
        let encoded = serde_json::to_vec(&connections).map_err(|error| broken().because(error))?;
        if store.replace_document(NAME, &known, &encoded).await? {
            // Who misses this word reads them when it starts again.
            let mark = format!("{:016x}", ports::chance());
            store.set_note(NAME, Some(&mark)).await?;
            return Ok(before);
        }
    }
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

fn decode(document: &[u8]) -> Result<BTreeMap<String, LinkText>, StoreError> {
    match document {
        [] => Ok(BTreeMap::new()),
        document => serde_json::from_slice(document).map_err(|error| broken().because(error)),
    }
}

fn broken() -> StoreError {
    StoreError::new(
        ErrorKind::Corrupt,
        "the list of connections cannot be understood",
    )
}
