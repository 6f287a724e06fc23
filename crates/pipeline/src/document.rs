//! JSON documents in a store.

use ports::{ErrorKind, Presence, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a document, or returns the default if there is none. `what` names its content in errors.
///
/// # Errors
/// Any kind; [`Corrupt`](ErrorKind::Corrupt) if it is unreadable.
pub async fn load_document<T: DeserializeOwned + Default>(
    store: &dyn Presence,
    name: &str,
    what: &str,
) -> Result<T, StoreError> {
    decode(&store.document(name).await?, what)
}

/// Changes a document, even if other servers change it at the same time: `change` may be called again with their
/// version, and returns whether there is something to write. Returns the written document, if any.
///
/// # Errors
/// As [`load_document`].
pub async fn change_document<T: DeserializeOwned + Serialize + Default>(
    store: &dyn Presence,
    name: &str,
    what: &str,
    mut change: impl FnMut(&mut T) -> bool,
) -> Result<Option<T>, StoreError> {
    loop {
        let known = store.document(name).await?;
        let mut document: T = decode(&known, what)?;
        if !change(&mut document) {
            return Ok(None);
        }
        let encoded = serde_json::to_vec(&document).map_err(|error| broken(what).because(error))?;
        if store.replace_document(name, &known, &encoded).await? {
            return Ok(Some(document));
        }
    }
}

/// Removes a document, if there is one. A simultaneous change by another server survives.
///
/// # Errors
/// Any kind.
pub async fn forget_document(store: &dyn Presence, name: &str) -> Result<(), StoreError> {
    let known = store.document(name).await?;
    if !known.is_empty() {
        store.replace_document(name, &known, &[]).await?;
    }
    Ok(())
}

fn decode<T: DeserializeOwned + Default>(document: &[u8], what: &str) -> Result<T, StoreError> {
    match document {
        [] => Ok(T::default()),
        document => serde_json::from_slice(document).map_err(|error| broken(what).because(error)),
    }
}

fn broken(what: &str) -> StoreError {
    StoreError::new(ErrorKind::Corrupt, format!("{what} cannot be understood"))
}
