//! Committing: one script call, and what its answer asks for.

use std::sync::Arc;

use domain::{BusinessDay, Commit, RetainedDays, Shop};
use ports::{Committed, Conflict, ErrorKind, StoreError};
use redis::Value;

use crate::error::corrupt;
use crate::keys::Keys;
use crate::scripts::{COMMIT, COMMIT_TEXT, Call};
use crate::store::Core;
use crate::value::{Answer as _, pairs};
use crate::{encode, record};

const DOING: &str = "commit to redis";

/// What the commit script answered.
enum Answer {
    /// Applied; these leaderboards need a refill, and whether days were dropped.
    Applied(Vec<String>, bool),
    Conflict(Conflict),
    /// The keys were filled by the original design: first they have to be adopted.
    Foreign,
}

impl Core {
    pub(crate) async fn commit(
        self: &Arc<Core>,
        shop: &Shop,
        commit: &Commit<'_>,
    ) -> Result<Committed, StoreError> {
        if commit.is_empty() {
            return Ok(Committed::Applied);
        }
        let keys = self.keys(shop);
        let body = encode::pack(shop, commit).map_err(|_| {
            StoreError::new(
                ErrorKind::Corrupt,
                "an amount of the commit exceeds 64 bits",
            )
        })?;
        // A shop is adopted once; the second look is for the unlikely case that its data were
        // deleted and filled by the original design in between.
        for _ in 0..3 {
            match self.call(&keys, &body).await? {
                Answer::Applied(thin, dropped) => {
                    self.wait_for_replicas().await?;
                    for board in thin {
                        // A failed refill is no failed commit: pages are read from the units until
                        // the next one succeeds.
                        if let Err(error) = self.refill(&keys, &board).await {
                            tracing::warn!(%error, "the leaderboard could not be refilled yet");
                        }
                    }
                    if dropped {
                        self.sweep_later(&keys);
                    }
                    return Ok(Committed::Applied);
                }
                Answer::Conflict(conflict) => return Ok(Committed::Conflict(conflict)),
                Answer::Foreign => self.adopt(shop, &keys).await?,
            }
        }
        Err(corrupt(
            "the keys of the original design come back as fast as they are adopted",
        ))
    }

    async fn call(&self, keys: &Keys, body: &[u8]) -> Result<Answer, StoreError> {
        let state = keys.state();
        let call = Call {
            script: &COMMIT,
            source: COMMIT_TEXT,
            keys: &[&state],
            args: &[keys.article.as_bytes(), keys.own.as_bytes(), body],
        };
        read_answer(&self.writer.script(DOING, &call).await?)
    }

    /// Commits are acknowledged when enough replicas have them, where the URL says so. What is not
    /// acknowledged is applied all the same: sent again, it is a duplicate.
    async fn wait_for_replicas(&self) -> Result<(), StoreError> {
        let wanted = self.url.wait;
        if wanted == 0 {
            return Ok(());
        }
        let mut command = redis::cmd("WAIT");
        let limit = self.url.wait_timeout.as_millis() as u64;
        command.arg(wanted).arg(limit);
        let reached = self
            .writer
            .command("wait for replicas", &command)
            .await?
            .number();
        if reached >= i64::from(wanted) {
            return Ok(());
        }
        let message = format!("{reached} of {wanted} replicas had the commit within {limit} ms");
        Err(StoreError::new(ErrorKind::Unavailable, message))
    }
}

fn read_answer(answer: &Value) -> Result<Answer, StoreError> {
    let parts = answer.list()?;
    match parts {
        [Value::Int(0), _, thin, dropped] => {
            let thin = thin
                .list()?
                .iter()
                .filter_map(|board| board.text().map(str::to_owned));
            Ok(Answer::Applied(thin.collect(), dropped.number() > 0))
        }
        [Value::Int(1), epoch, days, positions, entries] => {
            let retained = match epoch.text() {
                Some(epoch) => Some(read_retained(Some(epoch), days.text())?),
                None => None,
            };
            let positions = pairs(positions.list()?).map(|(source, position)| {
                let source = source.text().unwrap_or_default().to_owned();
                (source, position.text().map(str::to_owned))
            });
            let entries = pairs(entries.list()?).map(|(id, stored)| {
                let unreadable = || corrupt("an entry of the ledger cannot be read");
                let id = id
                    .bytes()
                    .and_then(record::read_id)
                    .ok_or_else(unreadable)?;
                let stored = match stored.bytes() {
                    Some(bytes) => Some(record::read(bytes).ok_or_else(unreadable)?),
                    None => None,
                };
                Ok((id.into_boxed_str(), stored))
            });
            let (positions, entries) = (positions.collect(), entries.collect::<Result<_, _>>()?);
            Ok(Answer::Conflict(Conflict {
                entries,
                positions,
                retained,
            }))
        }
        [Value::Int(2)] => Ok(Answer::Foreign),
        _ => Err(corrupt("the commit script gave an unknown answer")),
    }
}

/// Reads the retained days as the state holds them.
pub(crate) fn read_retained(
    epoch: Option<&str>,
    days: Option<&str>,
) -> Result<RetainedDays, StoreError> {
    let unreadable = || corrupt("the retained days cannot be read");
    let epoch = epoch.map_or(Ok(0), str::parse).map_err(|_| unreadable())?;
    let mut retained = RetainedDays {
        epoch,
        ..RetainedDays::default()
    };
    for day in days.unwrap_or_default().split(',') {
        let number = |text: &str| text.parse().map_err(|_| unreadable());
        if let Some(dropped) = day.strip_suffix('<') {
            retained.dropped_until = Some(BusinessDay::from_epoch_days(number(dropped)?));
        } else if let Some((day, _)) = day.split_once('=') {
            retained
                .days
                .insert(BusinessDay::from_epoch_days(number(day)?));
        }
    }
    Ok(retained)
}
