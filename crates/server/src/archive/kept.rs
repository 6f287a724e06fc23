//! Records what was written for a shop, and who is writing now, as a document in the store.

use std::collections::BTreeMap;

use domain::{DayRecord, Measure, ShopId, Timestamp};
use pipeline::{change_document, forget_document};
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

use super::write::Written;
use super::{ArchiveError, trouble};

const WHAT: &str = "what is archived of a shop";
/// When a silent writer counts as gone, in milliseconds: longer than writing a few days takes.
const GIVEN_UP: i64 = 60 * 60 * 1_000;

/// A server that reported at most this long ago counts as alive even if the list of servers does not have it, in
/// milliseconds: the list may be older than the server.
const FRESH: i64 = 60 * 1_000;

/// A shop's document. Fields may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// Where it was written.
    place: String,
    /// The newest finished run.
    run: String,
    /// The current writer.
    writer: Option<Writer>,
    /// Since when runs have failed, in milliseconds since 1970.
    pub(super) fails_since: Option<i64>,
    /// The days kept in detail, as last written.
    pub(super) days: BTreeMap<String, KeptDay>,
}

/// A writing server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Writer {
    /// The server's id.
    server: String,
    /// When it last reported, in milliseconds since 1970.
    at: i64,
}

impl Writer {
    /// Whether it is still writing. `lives` is whether it is in the list of servers.
    fn is_at_it(&self, lives: bool, now: Timestamp) -> bool {
        let since = now.millis().saturating_sub(self.at);
        // A clock that was set back does not block others for days.
        (-GIVEN_UP..GIVEN_UP).contains(&since) && (lives || since < FRESH)
    }
}

/// What was written for a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptDay {
    pub(super) mark: String,
    /// The sums of its orders, by the measures' numbers.
    sums: Vec<String>,
}

impl KeptDay {
    /// Describes what was just written.
    pub(super) fn of(written: &Written) -> KeptDay {
        KeptDay {
            mark: written.mark.text(),
            sums: Measure::all()
                .map(|it| written.sums[it].to_string())
                .collect(),
        }
    }

    /// Whether a day's totals equal what was written. Sums that are unknown on either side do not count as different.
    pub(super) fn equals(&self, day: &DayRecord) -> bool {
        let totals = day.totals();
        Measure::all().zip(&self.sums).all(|(measure, written)| {
            let total = totals.get(measure);
            total.is_none_or(|sum| sum.to_string() == *written)
        })
    }
}

/// Whether to run now.
pub(super) enum Turn {
    /// Yes, by this server; with what is known about earlier runs.
    Ours(Kept),
    /// Another server is writing.
    Later,
    /// It is finished.
    Done,
}

fn name(shop: &ShopId) -> String {
    format!("archive/{shop}")
}

/// Claims a run for a server. `lives` tells whether another server is still alive.
///
/// # Errors
/// Any kind.
pub(super) async fn claim(
    store: &dyn Presence,
    shop: &ShopId,
    (place, run): (&str, &str),
    server: &str,
    lives: impl Fn(&str) -> bool,
    now: Timestamp,
) -> Result<Turn, StoreError> {
    let mut turn = Turn::Done;
    let name = name(shop);
    let changed = change_document(store, &name, WHAT, |kept: &mut Kept| {
        let is_at_it = |writer: &Writer| {
            writer.server != server && writer.is_at_it(lives(&writer.server), now)
        };
        turn = match () {
            () if kept.place == place && kept.run == run => Turn::Done,
            () if kept.writer.as_ref().is_some_and(is_at_it) => Turn::Later,
            () => {
                if kept.place != place {
                    // Files at another place do not count here.
                    *kept = Kept {
                        place: place.to_owned(),
                        fails_since: kept.fails_since,
                        ..Kept::default()
                    };
                }
                kept.writer = Some(Writer {
                    server: server.to_owned(),
                    at: now.millis(),
                });
                Turn::Ours(kept.clone())
            }
        };
        matches!(turn, Turn::Ours(_))
    });
    changed.await?;
    Ok(turn)
}

/// Records what was written so far, if this server holds the claim.
///
/// # Errors
/// [`ArchiveError::Taken`] if it does not, or no longer does.
pub(super) async fn note(
    store: &dyn Presence,
    shop: &ShopId,
    server: &str,
    days: &BTreeMap<String, KeptDay>,
    now: Timestamp,
) -> Result<(), ArchiveError> {
    change(store, shop, server, |kept| {
        kept.days.clone_from(days);
        kept.writer = Some(Writer {
            server: server.to_owned(),
            at: now.millis(),
        });
    })
    .await
    .map(drop)
}

/// Ends a run and releases the claim. `Ok` = it finished, and this is its name. Returns since when runs have failed.
///
/// # Errors
/// As [`note`].
pub(super) async fn end(
    store: &dyn Presence,
    shop: &ShopId,
    server: &str,
    run: Result<&str, ()>,
    now: Timestamp,
) -> Result<Option<Timestamp>, ArchiveError> {
    let kept = change(store, shop, server, |kept| {
        kept.writer = None;
        match run {
            Ok(run) => {
                kept.fails_since = None;
                kept.run = run.to_owned();
            }
            Err(()) => drop(kept.fails_since.get_or_insert(now.millis())),
        }
    });
    Ok(kept.await?.fails_since.map(Timestamp::from_millis))
}

async fn change(
    store: &dyn Presence,
    shop: &ShopId,
    server: &str,
    change: impl Fn(&mut Kept),
) -> Result<Kept, ArchiveError> {
    let name = name(shop);
    let changed = change_document(store, &name, WHAT, |kept: &mut Kept| {
        let is_ours = kept
            .writer
            .as_ref()
            .is_some_and(|writer| writer.server == server);
        if is_ours {
            change(kept);
        }
        is_ours
    });
    changed.await?.ok_or(ArchiveError::Taken)
}

/// Forgets what was written for a shop. The files stay.
///
/// # Errors
/// Any kind.
pub(crate) async fn forget(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    forget_document(store, &name(shop)).await?;
    trouble::clear(store, shop).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_nobody_lists_is_there_for_a_minute_and_one_that_is_listed_for_an_hour() {
        let writer = Writer {
            server: "a".to_owned(),
            at: 1_000_000_000,
        };
        let after = |millis: i64| Timestamp::from_millis(writer.at + millis);
        for (lives, end) in [(false, FRESH), (true, GIVEN_UP)] {
            assert!(writer.is_at_it(lives, after(0)));
            assert!(writer.is_at_it(lives, after(end - 1)));
            assert!(!writer.is_at_it(lives, after(end)));
            assert!(!writer.is_at_it(lives, after(-GIVEN_UP - 1)));
        }
    }
}
