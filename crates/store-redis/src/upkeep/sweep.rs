//! Packs the items of dropped days and frees their ledger, in short calls so that the server stays free for others.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use ports::{StoreError, caught};
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::sizes::SHARDS;
use crate::scripts::{Call, SWEEP, SWEEP_TEXT};
use crate::wire::value::Answer as _;

/// How many of the ledger's buckets a call looks at, of one to 32 orders each: as many as keep it within
/// [`SWEEP_CALL`].
const BUCKETS: std::ops::RangeInclusive<usize> = 25..=800;
/// How long a call should take, including the round trip.
const SWEEP_CALL: Duration = Duration::from_millis(1);

/// A sweep is not urgent: the shortest pause after a call.
const SWEEP_PAUSE: Duration = Duration::from_millis(2);
/// The pause after a call, as a multiple of the call's duration.
const SWEEP_SHARE: u32 = 4;

impl Core {
    /// Packs the items of dropped days and frees their ledger, in the background. If it fails or the process ends, the
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
                match caught(sweep(&weak, &keys)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "dropped days are freed at the next drop");
                    }
                    Err(panicked) => {
                        tracing::error!(%panicked, "dropped days are freed at the next drop");
                    }
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
    if let Some(core) = core.upgrade() {
        core.pack_left_days(keys).await?;
    }
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
