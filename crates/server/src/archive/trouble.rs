//! An archive that cannot be written is a note in the store, from which an alert is made.

use domain::{ShopId, Timestamp};
use ports::{Presence, StoreError};

/// What the notes begin with.
const FAILS: &str = "archive/";
/// A note that nobody has renewed for so long, in milliseconds, is over: no server writes an archive any more.
const STALE: i64 = 60 * 60 * 1_000;

/// Notes why a shop's archive cannot be written.
///
/// # Errors
/// Any kind.
#[cfg(feature = "parquet")]
pub(super) async fn note(
    store: &dyn Presence,
    shop: &ShopId,
    why: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = format!("{} {why}", now.millis());
    store.set_note(&format!("{FAILS}{shop}"), Some(&text)).await
}

/// Removes that note.
///
/// # Errors
/// Any kind.
pub(super) async fn clear(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    store.set_note(&format!("{FAILS}{shop}"), None).await
}

/// The shops whose archive cannot be written, and why, of the notes of a store.
pub(crate) fn failing(
    notes: &[(String, String)],
    now: Timestamp,
) -> impl Iterator<Item = (&str, &str)> {
    notes.iter().filter_map(move |(name, text)| {
        let shop = name.strip_prefix(FAILS)?;
        let (at, why) = text.split_once(' ')?;
        let age = now.millis().saturating_sub(at.parse().ok()?);
        (age < STALE).then_some((shop, why))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_nobody_renews_is_over() {
        let note = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let notes = [
            note("archive/acme", "1000 the disk is full"),
            note("archive/odd", "soon"),
            note("books/acme", "1000 differs"),
        ];
        let found = |now| failing(&notes, Timestamp::from_millis(now)).collect::<Vec<_>>();
        assert_eq!(found(2_000), [("acme", "the disk is full")]);
        assert_eq!(found(1_000 + STALE), []);
    }
}
