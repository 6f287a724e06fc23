//! Documents of a store that are JSON.

use ports::{ErrorKind, Presence, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a document; where nobody has written it, its default. `what` says in errors what it holds.
///
/// # Errors
/// Any kind; [`Corrupt`](ErrorKind::Corrupt) when it cannot be understood.
pub async fn load_document<T: DeserializeOwned + Default>(
    store: &dyn Presence,
    name: &str,
    what: &str,
) -> Result<T, StoreError> {
    decode(&store.document(name).await?, what)
}

/// Changes a document, whatever other servers change meanwhile: `change` may be asked again with what they wrote, and says whether
/// there is something to write. Gives what was written, if anything.
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

/// Removes a document, if there is one. A change that another server makes meanwhile stays.
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
