//! The table of rates, shared by all servers and shops of a store.

use std::sync::Arc;

use domain::{InvalidRates, RateTable, RatesTaken};
use ports::{ErrorKind, Presence, StoreError};
use tokio::task::spawn_blocking;

/// The name of the document with the rates, and of the note that signals a change.
const NAME: &str = "rates";
/// This compresses to a seventh; higher levels gain little.
const LEVEL: i32 = 3;
/// More bytes than all rates of a century.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Why rates were not added.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    /// The file is invalid.
    #[error(transparent)]
    Invalid(#[from] InvalidRates),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the rates.
///
/// # Errors
/// Any kind.
pub async fn load_rates(store: &dyn Presence) -> Result<RateTable, StoreError> {
    let document = store.document(NAME).await?;
    spawn_blocking(move || decode(&document))
        .await
        .map_err(|error| broken().because(error))?
}

/// Adds the rates of a file, even if other servers add rates at the same time, and returns the resulting table.
///
/// # Errors
/// [`RatesError`]; the table is then unchanged.
pub async fn import_rates(
    store: &dyn Presence,
    text: &str,
) -> Result<(RateTable, RatesTaken), RatesError> {
    let text: Arc<str> = text.into();
    loop {
        let known = store.document(NAME).await?;
        let (read, text) = (known.clone(), Arc::clone(&text));
        let worked_out = spawn_blocking(move || {
            let mut table = decode(&read)?;
            let taken = table.import(&text)?;
            let encoded = encode(&table)?;
            Ok::<_, RatesError>((table, taken, encoded))
        });
        let (table, taken, encoded) = worked_out
            .await
            .map_err(|error| broken().because(error))??;
        if taken.new == 0 {
            return Ok((table, taken));
        }
        if store.replace_document(NAME, &known, &encoded).await? {
            // A server that misses this note reads the rates when it next starts.
            store
                .set_note(NAME, Some(&table.count().to_string()))
                .await?;
            return Ok((table, taken));
        }
    }
}

/// Takes the table of another store along, unless this one has its own.
///
/// # Errors
/// Any kind.
pub async fn copy_rates(from: &dyn Presence, to: &dyn Presence) -> Result<(), StoreError> {
    let table = from.document(NAME).await?;
    if !table.is_empty() && to.replace_document(NAME, &[], &table).await? {
        let count = load_rates(to).await?.count();
        to.set_note(NAME, Some(&count.to_string())).await?;
    }
    Ok(())
}

/// A mark that changes with the rates: servers check it periodically.
///
/// # Errors
/// Any kind.
pub async fn rates_mark(store: &dyn Presence) -> Result<Option<String>, StoreError> {
    let notes = store.notes().await?;
    let note = notes.into_iter().find(|(name, _)| name == NAME);
    Ok(note.map(|(_, mark)| mark))
}

fn encode(table: &RateTable) -> Result<Vec<u8>, StoreError> {
    zstd::encode_all(table.to_csv().as_bytes(), LEVEL).map_err(|error| broken().because(error))
}

fn decode(document: &[u8]) -> Result<RateTable, StoreError> {
    let mut table = RateTable::default();
    if !document.is_empty() {
        let read = zstd::Decoder::new(document)
            .and_then(|decoder| std::io::read_to_string(std::io::Read::take(decoder, MOST_BYTES)));
        let text = read.map_err(|error| broken().because(error))?;
        table
            .import(&text)
            .map_err(|error| broken().because(error))?;
    }
    Ok(table)
}

fn broken() -> StoreError {
    StoreError::new(
        ErrorKind::Corrupt,
        "the table of rates cannot be understood",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_kept_and_a_broken_one_named() {
        let mut table = RateTable::default();
        table.import("Date,USD,\n2026-03-13,1.0823,\n").unwrap();
        let document = encode(&table).unwrap();
        assert_eq!(decode(&document).unwrap(), table);
        assert!(decode(b"").unwrap().is_empty());
        let error = decode(&document[..document.len() / 2]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt);
    }
}
