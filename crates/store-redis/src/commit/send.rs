//! Committing: one script call, and what its answer asks for.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use domain::{BusinessDay, Commit, LedgerEntry, Minor, RetainedDays, Shop, SkuSlot};
use ports::{Committed, Conflict, ErrorKind, StoreError};
use redis::Value;
use tokio::sync::Mutex;

use crate::commit::encode;
use crate::core::Core;
use crate::layout::bucket;
use crate::layout::dictionary::{Dictionary, Numbering};
use crate::layout::keys::Keys;
use crate::layout::record;
use crate::reads::days::read_retained;
use crate::scripts::{COMMIT, COMMIT_TEXT, Call};
use crate::wire::error::{corrupt, unreadable_order};
use crate::wire::value::{Answer as _, pairs};

const DOING: &str = "commit to redis";

/// How often a commit is made anew because the items' numbers were others. Each time another server
/// added items in between, so somebody makes progress.
const ATTEMPTS: usize = 100;

/// What the commit script answered.
enum Answer {
    Applied(Applied),
    Conflict(Conflict),
    /// The keys were filled by the original design: first they have to be adopted.
    Foreign,
    /// The numbers of the items were others.
    Stale,
}

struct Applied {
    /// The leaderboards that need a refill.
    thin: Vec<String>,
    /// Whether days were dropped.
    dropped: bool,
    /// The items whose name in the commit is their newest.
    named: Vec<SkuSlot>,
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
        let committed = self.commit_to(shop, &keys, commit).await;
        if let Err(error) = &committed
            && error.kind() == ErrorKind::WrongType
        {
            self.meet_stranger(&keys, error).await;
        }
        committed
    }

    async fn commit_to(
        self: &Arc<Core>,
        shop: &Shop,
        keys: &Keys,
        commit: &Commit<'_>,
    ) -> Result<Committed, StoreError> {
        let dictionary = self.dictionaries.of(keys);
        for _ in 0..ATTEMPTS {
            match self.attempt(shop, keys, &dictionary, commit).await? {
                Answer::Applied(applied) => {
                    // It is applied, whatever becomes of the wait.
                    self.wait_for_replicas()
                        .await
                        .map_err(StoreError::in_doubt)?;
                    for board in applied.thin {
                        // A failed refill is no failed commit: pages are read from the units until
                        // the next one succeeds.
                        if let Err(error) = self.refill(keys, &board).await {
                            tracing::warn!(%error, "the leaderboard could not be refilled yet");
                        }
                    }
                    if applied.dropped {
                        self.sweep_later(keys);
                    }
                    return Ok(Committed::Applied);
                }
                Answer::Conflict(conflict) => {
                    if !conflict.entries.is_empty() {
                        // Whoever sent these is answered that they are kept.
                        self.wait_for_replicas_of_stored(keys).await?;
                    }
                    return Ok(Committed::Conflict(conflict));
                }
                // Done once in a shop's life, but its data may be deleted and filled by the
                // original design again.
                Answer::Foreign => self.adopt(shop, keys).await?,
                Answer::Stale => {}
            }
        }
        let message = format!("{DOING}: other servers added items {ATTEMPTS} times in a row");
        Err(StoreError::new(ErrorKind::Unavailable, message).refused())
    }

    /// Makes a commit with the items' numbers, sends it, and reads the answer.
    async fn attempt(
        &self,
        shop: &Shop,
        keys: &Keys,
        dictionary: &Mutex<Dictionary>,
        commit: &Commit<'_>,
    ) -> Result<Answer, StoreError> {
        let too_large = |_| {
            let message = "an amount of the commit exceeds 64 bits";
            StoreError::new(ErrorKind::TooLarge, message).refused()
        };
        if commit.skus.is_empty() {
            let body = encode::pack(shop, commit, None).map_err(too_large)?;
            return read_answer(commit, None, &self.call(keys, &body).await?);
        }
        // Held until the commit is on its way: what comes behind it counts on it. Whoever waits
        // here is served in turn, so that commits keep their order.
        let mut turn = dictionary.lock().await;
        let numbering = self.number(keys, &mut turn, commit).await?;
        let body = encode::pack(shop, commit, Some(&numbering)).map_err(too_large)?;
        let mut call = Box::pin(self.call(keys, &body));
        let first = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        turn.expect(&numbering, commit);
        drop(turn);
        let answer = match first {
            Poll::Ready(answer) => answer,
            Poll::Pending => call.await,
        };
        let answer = answer.and_then(|answer| read_answer(commit, Some(&numbering), &answer));
        settle(dictionary, &numbering, commit, &answer).await;
        answer
    }

    async fn call(&self, keys: &Keys, body: &[u8]) -> Result<Value, StoreError> {
        let state = keys.state();
        let call = Call {
            script: &COMMIT,
            source: COMMIT_TEXT,
            keys: &[&state],
            args: &[keys.article.as_bytes(), keys.own.as_bytes(), body],
        };
        self.writer.script(DOING, &call).await
    }
}

/// Keeps what is remembered of the items in step with what became of a commit.
async fn settle(
    dictionary: &Mutex<Dictionary>,
    numbering: &Numbering,
    commit: &Commit<'_>,
    answer: &Result<Answer, StoreError>,
) {
    match answer {
        Ok(Answer::Applied(applied)) if applied.named.is_empty() => {}
        Ok(Answer::Applied(applied)) => {
            let mut dictionary = dictionary.lock().await;
            dictionary.learn_names(numbering, commit, &applied.named);
        }
        Ok(Answer::Stale) => dictionary.lock().await.forget(),
        Ok(Answer::Conflict(_) | Answer::Foreign) => {
            dictionary.lock().await.take_back(numbering, commit);
        }
        // It was counted on to add items, and nobody knows whether it did.
        Err(_) if numbering.next.is_some() => dictionary.lock().await.forget(),
        _ => {}
    }
}

fn read_answer(
    commit: &Commit<'_>,
    numbering: Option<&Numbering>,
    answer: &Value,
) -> Result<Answer, StoreError> {
    match answer.list()? {
        [Value::Int(0), _, thin, dropped, named] => {
            let thin = thin.list()?.iter();
            let named = named.list()?.iter();
            Ok(Answer::Applied(Applied {
                thin: thin
                    .filter_map(|board| board.text().map(str::to_owned))
                    .collect(),
                dropped: dropped.number() > 0,
                // Lua counts from 1.
                named: named.map(|slot| (slot.number() - 1) as SkuSlot).collect(),
            }))
        }
        [Value::Int(1), epoch, days, positions, buckets, full] => {
            let stored_days = read_retained(None, days.text())?;
            let retained = match epoch.text() {
                Some(epoch) => Some(read_retained(Some(epoch), days.text())?),
                None => None,
            };
            let positions = pairs(positions.list()?).map(|(source, position)| {
                let source = source.text().unwrap_or_default().to_owned();
                (source, position.text().map(str::to_owned))
            });
            Ok(Answer::Conflict(Conflict {
                entries: read_conflicts(commit, buckets.list()?, &stored_days)?,
                positions: positions.collect(),
                retained,
                items: None,
                full_days: pairs(full.list()?)
                    .filter_map(|(name, sums)| full_day(name, sums))
                    .collect(),
            }))
        }
        [Value::Int(2)] => Ok(Answer::Foreign),
        [Value::Int(3)] => Ok(Answer::Stale),
        [Value::Int(4)] => Ok(Answer::Conflict(Conflict {
            items: numbering.and_then(|numbering| numbering.room_for(commit)),
            ..Conflict::default()
        })),
        _ => Err(corrupt("the commit script gave an unknown answer")),
    }
}

/// A day, and the greatest of its sums that the commit would add to, whatever their signs.
fn full_day(name: &Value, sums: &Value) -> Option<(BusinessDay, Minor)> {
    let day = BusinessDay::parse_compact(name.text()?)?;
    let (sums, _) = sums.bytes()?.as_chunks();
    let sums = sums
        .iter()
        .map(|sum| Minor::from(i64::from_be_bytes(*sum)).abs());
    Some((day, sums.max()?))
}

/// An order's id, and what is stored of it.
type StoredEntry = (Box<str>, Option<LedgerEntry>);

/// What is stored of the commit's orders in buckets that are not as it expected.
fn read_conflicts(
    commit: &Commit<'_>,
    buckets: &[Value],
    stored_days: &RetainedDays,
) -> Result<Vec<StoredEntry>, StoreError> {
    let unreadable = || corrupt("an entry of the ledger cannot be read");
    let mut stored: HashMap<&[u8], Vec<(u8, &[u8])>> = HashMap::new();
    for (field, bucket) in pairs(buckets) {
        let entries = match bucket.bytes() {
            Some(bucket) => bucket::read(bucket).ok_or_else(unreadable)?,
            None => Vec::new(),
        };
        stored.insert(field.bytes().unwrap_or_default(), entries);
    }
    let mut conflicts = Vec::new();
    if stored.is_empty() {
        return Ok(conflicts);
    }
    let mut field = Vec::new();
    for entry in &commit.entries {
        field.clear();
        let slot = bucket::put_field(&mut field, entry.id);
        let Some(entries) = stored.get(&*field) else {
            continue;
        };
        let found = entries.iter().find(|(found, _)| *found == slot);
        let found = match found {
            Some((_, bytes)) => Some(record::read(bytes).map_err(unreadable_order)?),
            None => None,
        };
        // Entries of days that were dropped are forgotten.
        let found = found.filter(|found| stored_days.days.contains(&found.at.day));
        if found.as_ref().map(|found| found.version) != entry.expected {
            conflicts.push((entry.id.into(), found));
        }
    }
    Ok(conflicts)
}
