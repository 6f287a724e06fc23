//! What was written of a shop, and who writes now: a document in the store.

use std::collections::BTreeMap;

use domain::{DayRecord, Measure, ShopId, Timestamp};
use pipeline::{change_document, forget_document};
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

use super::write::Written;
use super::{ArchiveError, trouble};

const WHAT: &str = "what is archived of a shop";
/// Longer than a few days take to write: after so long whoever writes and says nothing is thought to be gone, in milliseconds.
const GIVEN_UP: i64 = 60 * 60 * 1_000;

/// A server that said so at most this long ago is there, though the list of servers does not have it yet, in milliseconds: the list may be
/// older than the server.
const FRESH: i64 = 60 * 1_000;

/// A shop's document. Fields may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// Where it was written.
    place: String,
    /// The newest run that came to its end.
    run: String,
    /// Who writes now.
    writer: Option<Writer>,
    /// Since when runs fail, milliseconds since 1970.
    pub(super) fails_since: Option<i64>,
    /// The days that are kept in detail, as they were written last.
    pub(super) days: BTreeMap<String, KeptDay>,
}

/// A server that writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Writer {
    /// The server's id.
    server: String,
    /// When it said so last, milliseconds since 1970.
    at: i64,
}

impl Writer {
    /// Whether it is still at it. `lives` says whether it is in the list of servers.
    fn is_at_it(&self, lives: bool, now: Timestamp) -> bool {
        let since = now.millis().saturating_sub(self.at);
        // A clock that was put back does not keep it for days.
        (-GIVEN_UP..GIVEN_UP).contains(&since) && (lives || since < FRESH)
    }
}

/// What was written of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptDay {
    pub(super) mark: String,
    /// What its orders add up to, by the measures' numbers.
    sums: Vec<String>,
}

impl KeptDay {
    /// Of what was just written.
    pub(super) fn of(written: &Written) -> KeptDay {
        KeptDay {
            mark: written.mark.text(),
            sums: Measure::all()
                .map(|it| written.sums[it].to_string())
                .collect(),
        }
    }

    /// Whether a day's totals are what was written. What the totals do not know, or nobody knew when it was written, is no difference.
    pub(super) fn equals(&self, day: &DayRecord) -> bool {
        let totals = day.totals();
        Measure::all().zip(&self.sums).all(|(measure, written)| {
            let total = totals.get(measure);
            total.is_none_or(|sum| sum.to_string() == *written)
        })
    }
}

/// Whether a run is to be made now.
pub(super) enum Turn {
    /// By this server; what is known of earlier ones.
    Ours(Kept),
    /// Another server is at it.
    Later,
    /// It is over.
    Done,
}

fn name(shop: &ShopId) -> String {
    format!("archive/{shop}")
}

/// Claims a run for a server. `lives` says whether another one is still there.
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
                    // What was written elsewhere is not here.
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

/// Notes what was written up to now, by the server that has claimed the run.
///
/// # Errors
/// [`ArchiveError::Taken`] when it has not, or no longer.
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

/// Ends a run, and gives the claim back: `Ok` = it came to its end, and this is its name. Gives since when runs fail.
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

/// Forgets what was written of a shop. The files stay.
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
