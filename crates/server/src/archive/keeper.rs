//! Writes the archive twice a day, as long as the server runs.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::{BusinessDay, LocalTime, ShopId, Timestamp};
use ports::{StoreError, lasting, with_causes};
use telemetry::catalogue::ARCHIVE_FAILURES;
use telemetry::labels::OfShop;
use tokio::time::sleep;

use super::ArchiveError;
use super::kept::{self, Turn};
use super::place::Archive;
use super::run::Run;
use super::trouble::{self, Trouble};
use crate::rounds::{Rounds, Waits, own_minute};
use crate::shops::ShopState;
use crate::{AppState, long_work};

/// The minutes of a shop's day from which on to write: in the small hours, when the evening's orders have arrived, and
/// before the oldest day is dropped.
const FROM_MINUTES: [u32; 2] = [3 * 60, 23 * 60 + 40];
/// Shops are spread over this many minutes, each with its own minute.
const SPREAD: u32 = 15;
/// The pauses after a failure, and while another server writes or the store is away, in milliseconds.
const PAUSE: i64 = 10 * 60_000;
const SHORT_PAUSE: i64 = 15_000;
/// How often a run checks whether the server is closing, and how long it may take to end then.
const CLOSING_LOOK: Duration = Duration::from_millis(500);
const GRACE: Duration = Duration::from_secs(5);
/// The longest part of an error to report.
const TOLD: usize = 300;

/// A run: the day on which it began, and its number on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    day: BusinessDay,
    of_day: usize,
}

impl Name {
    /// The newest run of a shop that should have begun by now.
    fn newest(local: LocalTime, shop: &str) -> Name {
        let minute = (local.second / 60).saturating_sub(own_minute(shop, SPREAD));
        let begun = FROM_MINUTES.iter().filter(|from| minute >= **from).count();
        match begun {
            0 => Name {
                day: local.day - 1,
                of_day: FROM_MINUTES.len(),
            },
            begun => Name {
                day: local.day,
                of_day: begun,
            },
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.day, self.of_day)
    }
}

/// Writes archives until the server closes.
pub(crate) async fn keep(state: impl Fn() -> Option<AppState>, archive: Archive) {
    lasting("writes the archive", || keep_writing(&state, &archive)).await;
}

async fn keep_writing(state: impl Fn() -> Option<AppState>, archive: &Archive) {
    let (mut waits, mut rounds) = (Waits::none(), Rounds::of(state));
    while let Some(round) = rounds.next().await {
        let state = &round.state;
        if round.is_new {
            waits.retain(|name: &String| state.shop_named(name).is_some());
        }
        for shop in round.shops {
            let name = shop.shop().id.to_string();
            let now = state.now();
            let run = Name::newest(shop.shop().clock.local(now), &name);
            if waits.holds(&name, &run, now) {
                continue;
            }
            let pause = match write_shop(state, &shop, archive, run).await {
                Ok(true) => None,
                Ok(false) => Some(SHORT_PAUSE),
                Err(_) if state.is_closing() => return,
                Err(failure) => {
                    Some(failed(state, &shop.shop().id, archive.name(), &failure).await)
                }
            };
            let until = pause.map(|pause| Timestamp::from_millis(state.now().millis() + pause));
            waits.note(name, run, until);
        }
    }
}

/// A run that failed.
struct Failure {
    error: ArchiveError,
    /// Since when the shop's runs have failed, if known.
    since: Option<Timestamp>,
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Failure {
        Failure { error, since: None }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        ArchiveError::from(error).into()
    }
}

/// Writes a shop's changes, unless another server does so or has done so. Returns whether the run is finished.
async fn write_shop(
    state: &AppState,
    keeper: &ShopState,
    archive: &Archive,
    run: Name,
) -> Result<bool, Failure> {
    let health = state.newest_health();
    let server = health.server.id.clone();
    if server.is_empty() {
        // Nothing has been looked at yet.
        return Ok(false);
    }
    let (store, shop, run) = (state.presence(), keeper.shop(), run.to_string());
    let lives = |id: &str| health.servers.iter().any(|it| it.id == id);
    let claimed = (archive.name(), &*run);
    let turn = kept::claim(store, &shop.id, claimed, &server, lives, state.now());
    let kept = match turn.await? {
        Turn::Done => return Ok(true),
        Turn::Later => return Ok(false),
        Turn::Ours(kept) => kept,
    };
    let had_failed = kept.fails_since.is_some();
    let writing = Run {
        state: state.clone(),
        shop: Arc::clone(shop),
        archive: archive.clone(),
        server: server.clone(),
    };
    let ending = state.clone();
    let made = long_work::run(move || async move {
        tokio::select! {
            made = writing.make(kept) => made,
            () = closed(&ending) => Err(ArchiveError::Closing),
        }
    })
    .await;
    let made = made.map_err(ArchiveError::from).flatten();
    let end = made.as_ref().map(|()| &*run).map_err(|_| ());
    let ended = kept::end(store, &shop.id, &server, end, state.now()).await;
    if let Err(error) = made {
        // That says more than the later failure.
        let since = ended.ok().flatten();
        return Err(Failure { error, since });
    }
    ended?;
    if had_failed {
        trouble::clear(store, &shop.id).await?;
    }
    Ok(true)
}

/// Waits until the server closes, and a little longer so that a run can end by itself.
async fn closed(state: &AppState) {
    while !state.is_closing() {
        sleep(CLOSING_LOOK).await;
    }
    sleep(GRACE).await;
}

/// What went wrong, in a few lines. A bucket's errors first say at length what was tried: if there is too much to say,
/// only the last cause is told, which is what the bucket answered.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = with_causes(error);
    if text.chars().count() > TOLD {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        if let Some(cause) = causes.last() {
            text = format!("{error}: {cause}");
        }
    }
    text.chars().take(TOLD).collect()
}

/// Reports a failure. Returns how long to wait before the next attempt.
async fn failed(state: &AppState, shop: &ShopId, place: &str, failure: &Failure) -> i64 {
    let why = told(&failure.error);
    let is_short = match &failure.error {
        ArchiveError::Taken => true,
        // Reported elsewhere.
        ArchiveError::Store(error) => error.kind().is_retryable(),
        _ => false,
    };
    if is_short || state.shop_named(shop.as_str()).is_none() {
        tracing::debug!(%shop, why, "the archive is not written now");
        return SHORT_PAUSE;
    }
    tracing::warn!(%shop, why, "the archive could not be written; it is tried again in ten minutes");
    ARCHIVE_FAILURES.series(OfShop::new(shop.shared())).add(1);
    let now = state.now();
    let note = Trouble {
        at: now.millis(),
        since: failure.since.unwrap_or(now).millis(),
        place: place.to_owned(),
        why,
    };
    // A store that is away is reported elsewhere.
    drop(trouble::note(state.presence(), shop, &note).await);
    PAUSE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{} - 403 Forbidden", "GET s3://till/orders ".repeat(self.1))]
    struct Tried(#[source] StoreError, usize);

    #[test]
    fn what_a_bucket_answered_is_told_however_long_it_takes_to_say_what_was_tried() {
        let said = |times: usize| {
            let answer = StoreError::new(ports::ErrorKind::Unavailable, "403 Forbidden");
            let error = std::io::Error::other(Tried(answer, times));
            told(&ArchiveError::File(error))
        };
        let few = said(1);
        assert!(
            few.contains(": GET s3://till/orders") && few.ends_with("403 Forbidden"),
            "{few}"
        );
        assert_eq!(
            said(50),
            "a file of it cannot be written or read: 403 Forbidden"
        );
    }

    #[test]
    fn a_run_is_named_after_the_day_that_it_began_on() {
        let day = BusinessDay::parse("2018-03-11").unwrap();
        let run = |hour: u32, minute: u32| {
            let local = LocalTime::new(day, (hour * 60 + minute) * 60);
            // An empty name has no minute of its own.
            Name::newest(local, "").to_string()
        };
        assert_eq!(run(0, 0), "2018-03-10 2");
        assert_eq!(run(2, 59), "2018-03-10 2");
        assert_eq!(run(3, 0), "2018-03-11 1");
        assert_eq!(run(23, 39), "2018-03-11 1");
        assert_eq!(run(23, 40), "2018-03-11 2");
    }
}
