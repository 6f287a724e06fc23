//! Work that commits leave behind, done in short calls so that the server stays free for others.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use domain::BusinessDay;
use ports::StoreError;
use redis::Value;

use crate::encode::{DAY_TOP, SHARDS, TOP};
use crate::keys::Keys;
use crate::scripts::{Call, REFILL, REFILL_TEXT, SWEEP, SWEEP_TEXT};
use crate::store::Core;
use crate::value::Answer as _;

/// How many entries a call looks at: well below a millisecond of the server's time.
const STRETCH: &str = "500";

/// A sweep is in no hurry: after a call it pauses this long at least,
const SWEEP_PAUSE: Duration = Duration::from_millis(2);
/// and so many times as long as the call took.
const SWEEP_SHARE: u32 = 4;

/// One leaderboard: the units it is made of, and the sorted set that holds its front.
pub(crate) struct Leaderboard {
    /// What its fields in the state end in: nothing, or `:20180311`.
    pub(crate) suffix: String,
    pub(crate) units: String,
    pub(crate) set: String,
    /// Whether units are packed with the item's name.
    pub(crate) packed: bool,
    shortest: i64,
}

impl Leaderboard {
    pub(crate) fn of(keys: &Keys, day: Option<BusinessDay>) -> Leaderboard {
        Leaderboard::with_suffix(
            keys,
            &day.map(|day| format!(":{}", day.compact()))
                .unwrap_or_default(),
        )
    }

    fn with_suffix(keys: &Keys, suffix: &str) -> Leaderboard {
        let all_time = suffix.is_empty();
        Leaderboard {
            suffix: suffix.to_owned(),
            units: keys.own(&if all_time {
                "items".to_owned()
            } else {
                format!("units{suffix}")
            }),
            set: if all_time {
                keys.article("orders:items:popular")
            } else {
                keys.own(&format!("top{suffix}"))
            },
            packed: all_time,
            shortest: if all_time { TOP[2] } else { DAY_TOP[2] },
        }
    }
}

impl Core {
    /// Lowers a leaderboard's threshold until its sorted set is long enough again.
    pub(crate) async fn refill(&self, keys: &Keys, suffix: &str) -> Result<(), StoreError> {
        let board = Leaderboard::with_suffix(keys, suffix);
        let state = keys.state();
        loop {
            let mut read = redis::cmd("HGET");
            read.arg(&state).arg(format!("top{suffix}"));
            let threshold = self
                .reader
                .command("refill a leaderboard", &read)
                .await?
                .number();
            let mut count = redis::cmd("ZCOUNT");
            count.arg(&board.set).arg(threshold).arg("+inf");
            let length = self
                .reader
                .command("refill a leaderboard", &count)
                .await?
                .number();
            if threshold <= 1 || length >= board.shortest {
                return Ok(());
            }
            let token = RandomState::new().hash_one(Instant::now());
            let mark = format!("{}:{token:x}", threshold / 2 + threshold % 2);
            // Halving 3 gives 2, halving 2 gives 1: the threshold always falls.
            let mark = if threshold == 2 {
                format!("1:{token:x}")
            } else {
                mark
            };
            let mut cursor = "0".to_owned();
            loop {
                let packed = if board.packed { "1" } else { "0" };
                let call = Call {
                    script: &REFILL,
                    source: REFILL_TEXT,
                    keys: &[&state, &board.units, &board.set],
                    args: &[
                        suffix.as_bytes(),
                        cursor.as_bytes(),
                        mark.as_bytes(),
                        STRETCH.as_bytes(),
                        packed.as_bytes(),
                    ],
                };
                let answer = self.writer.script("refill a leaderboard", &call).await?;
                match answer.text() {
                    Some("0") => break,
                    Some("-") | None => return Ok(()),
                    Some(next) => next.clone_into(&mut cursor),
                }
            }
        }
    }

    /// Frees the ledger of dropped days, in the background. Should it fail or the process end, the
    /// next drop sweeps again.
    pub(crate) fn sweep_later(self: &Arc<Core>, keys: &Keys) {
        if !self.sweeps.begin(&keys.own) {
            return;
        }
        let (weak, keys) = (Arc::downgrade(self), keys.clone());
        tokio::spawn(async move {
            while weak
                .upgrade()
                .is_some_and(|core| core.sweeps.goes_on(&keys.own))
            {
                if let Err(error) = sweep(&weak, &keys).await {
                    tracing::warn!(%error, "dropped days are freed at the next drop");
                }
            }
        });
    }

    async fn sweep_stretch(
        &self,
        keys: &Keys,
        shard: usize,
        cursor: &str,
    ) -> Result<Option<String>, StoreError> {
        let (state, ledger) = (keys.state(), keys.own(&format!("ledger:{shard}")));
        let call = Call {
            script: &SWEEP,
            source: SWEEP_TEXT,
            keys: &[&state, &ledger],
            args: &[cursor.as_bytes(), STRETCH.as_bytes()],
        };
        let answer: Value = self.reader.script("sweep the ledger", &call).await?;
        Ok(answer.text().filter(|next| *next != "0").map(str::to_owned))
    }
}

/// One sweep of a shop's whole ledger.
async fn sweep(core: &Weak<Core>, keys: &Keys) -> Result<(), StoreError> {
    for shard in 0..SHARDS {
        let mut cursor = "0".to_owned();
        loop {
            let Some(core) = core.upgrade() else {
                return Ok(());
            };
            let started = Instant::now();
            let next = core.sweep_stretch(keys, shard, &cursor).await?;
            let pause = started.elapsed() * SWEEP_SHARE;
            drop(core);
            tokio::time::sleep(pause.max(SWEEP_PAUSE)).await;
            match next {
                Some(next) => cursor = next,
                None => break,
            }
        }
    }
    Ok(())
}

/// The sweeps that are running: one a shop is enough, however many days leave meanwhile.
#[derive(Default)]
pub(crate) struct Sweeps {
    /// By own prefix, whether a day left since the sweep began.
    running: Mutex<HashMap<String, bool>>,
}

impl Sweeps {
    /// Whether to begin one. If one is running, it sweeps once more instead.
    fn begin(&self, shop: &str) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(shop.to_owned(), true).is_none()
    }

    /// Whether to sweep (once more); if not, the sweep is over.
    fn goes_on(&self, shop: &str) -> bool {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.insert(shop.to_owned(), false) == Some(true) {
            return true;
        }
        running.remove(shop);
        false
    }
}
