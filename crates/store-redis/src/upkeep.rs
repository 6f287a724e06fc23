//! Work that commits leave behind, done in short calls so that the server stays free for others.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use domain::BusinessDay;
use ports::StoreError;
use redis::Value;

use crate::encode::{DAY_TOP, TOP};
use crate::encode_ledger::SHARDS;
use crate::keys::Keys;
use crate::scripts::{Call, REFILL, REFILL_TEXT, SWEEP, SWEEP_TEXT};
use crate::store::Core;
use crate::value::Answer as _;

/// How many items a call looks at: about a millisecond of the server's time.
const STRETCH: &str = "500";
/// How many buckets of the ledger a call looks at, of one to 32 orders each: as many as keep it
/// within [`SWEEP_CALL`].
const BUCKETS: std::ops::RangeInclusive<usize> = 25..=800;
/// What a call should take, the way there and back included.
const SWEEP_CALL: Duration = Duration::from_millis(1);

/// A sweep is in no hurry: after a call it pauses this long at least,
const SWEEP_PAUSE: Duration = Duration::from_millis(2);
/// and so many times as long as the call took.
const SWEEP_SHARE: u32 = 4;

/// One leaderboard: the units it is made of, and the sorted set that holds its front.
pub(crate) struct Leaderboard {
    /// What its fields in the state end in: nothing, or `:20180311`.
    pub(crate) suffix: String,
    /// Pages of units.
    pub(crate) sold: String,
    pub(crate) set: String,
    /// Of a day, the set of its items.
    pub(crate) items: Option<String>,
    shortest: i64,
}

impl Leaderboard {
    pub(crate) fn of(keys: &Keys, day: Option<BusinessDay>) -> Leaderboard {
        let suffix = day.map(|day| format!(":{}", day.compact()));
        Leaderboard::with_suffix(keys, &suffix.unwrap_or_default())
    }

    fn with_suffix(keys: &Keys, suffix: &str) -> Leaderboard {
        let all_time = suffix.is_empty();
        Leaderboard {
            suffix: suffix.to_owned(),
            sold: keys.own(&format!("sold{suffix}")),
            set: if all_time {
                keys.article("orders:items:popular")
            } else {
                keys.own(&format!("top{suffix}"))
            },
            items: (!all_time).then(|| keys.article(&format!("orders:items{suffix}"))),
            shortest: if all_time { TOP[2] } else { DAY_TOP[2] },
        }
    }
}

impl Core {
    /// Lowers a leaderboard's threshold until its sorted set is long enough again.
    pub(crate) async fn refill(&self, keys: &Keys, suffix: &str) -> Result<(), StoreError> {
        let board = Leaderboard::with_suffix(keys, suffix);
        let (state, catalogue) = (keys.state(), keys.own("catalogue"));
        let mut script_keys = vec![&*state, &*catalogue, &*board.sold, &*board.set];
        script_keys.extend(board.items.as_deref());
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
                let call = Call {
                    script: &REFILL,
                    source: REFILL_TEXT,
                    keys: &script_keys,
                    args: &[
                        suffix.as_bytes(),
                        cursor.as_bytes(),
                        mark.as_bytes(),
                        STRETCH.as_bytes(),
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
        buckets: usize,
    ) -> Result<Option<String>, StoreError> {
        let count = buckets.to_string();
        let (state, ledger) = (keys.state(), keys.own(&format!("entries:{shard}")));
        let call = Call {
            script: &SWEEP,
            source: SWEEP_TEXT,
            keys: &[&state, &ledger],
            args: &[cursor.as_bytes(), count.as_bytes()],
        };
        let answer: Value = self.reader.script("sweep the ledger", &call).await?;
        Ok(answer.text().filter(|next| *next != "0").map(str::to_owned))
    }
}

/// One sweep of a shop's whole ledger.
async fn sweep(core: &Weak<Core>, keys: &Keys) -> Result<(), StoreError> {
    let mut buckets = *BUCKETS.start();
    for shard in 0..SHARDS {
        let mut cursor = "0".to_owned();
        loop {
            let Some(core) = core.upgrade() else {
                return Ok(());
            };
            let started = Instant::now();
            let next = core.sweep_stretch(keys, shard, &cursor, buckets).await?;
            let took = started.elapsed();
            buckets = if took < SWEEP_CALL {
                (buckets * 2).min(*BUCKETS.end())
            } else {
                (buckets / 2).max(*BUCKETS.start())
            };
            let pause = took * SWEEP_SHARE;
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
