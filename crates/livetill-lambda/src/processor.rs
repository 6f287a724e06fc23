//! Turns an invocation into commits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};
use domain::{Reason, Rejection, Shop, ShopId, Timestamp};
use lambda_runtime::Context;
use pipeline::{
    BodyFormat, CommitError, Committer, Decoded, Durability, Origin, Summary, decode_into,
    load_rates, rates_mark,
};
use ports::{Ledger, StoreError};
use sources::{kafka, kinesis};
use store_redis::RedisStore;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use crate::answer::Answer;
use crate::figures;
use crate::invocation::{Invocation, Kind, Place, Record};
use crate::settings::Settings;

/// Time reserved at the end of an invocation for the answer: an invocation that is cut off cannot report what it
/// stored.
const RESERVE: Duration = Duration::from_millis(500);

/// The function's state between invocations: the store's connection, and a committer for each shop.
pub(crate) struct Processor {
    settings: Settings,
    store: Arc<RedisStore>,
    /// Shops that the store has opened. Invocations come one after the other.
    shops: Mutex<HashMap<ShopId, Committer>>,
    /// When the table of rates was last checked, and its identity then.
    rates: Mutex<Option<(Instant, Option<String>)>>,
}

/// A part of an invocation that is committed at once.
struct Batch {
    /// The place of its first record in the invocation.
    first: usize,
    decoded: Decoded,
}

/// Why a commit could not be made.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the invocation's time is up")]
    OutOfTime,
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Whether an invocation failed because the store did not take it, and not because of what came.
pub(crate) fn is_of_store(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Failure>().is_some()
}

impl Processor {
    /// Does not connect yet: while the store is away, records are answered as failed and come again, and the function
    /// need not restart for them.
    pub(crate) fn new(settings: Settings) -> anyhow::Result<Processor> {
        let store = RedisStore::for_writing(settings.store.clone()).context("LIVETILL_STORE")?;
        Ok(Processor {
            settings,
            store: Arc::new(store),
            shops: Mutex::default(),
            rates: Mutex::default(),
        })
    }

    /// Stores an invocation's records, and returns which to deliver again.
    ///
    /// # Errors
    /// When the payload is of no known kind, or a single event was not stored: Lambda invokes again for what no answer
    /// can name.
    pub(crate) async fn process(&self, payload: &str, context: &Context) -> anyhow::Result<Answer> {
        let invocation = Invocation::read(payload, &context.request_id)?;
        let shop = self.settings.shop_of(&invocation.source);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let left = Duration::from_millis(context.deadline).saturating_sub(now + RESERVE);
        let deadline = Instant::now() + left;
        let now = Timestamp::from_millis(i64::try_from(now.as_millis())?);

        // Without rates, an order in another currency is rejected and kept, and can be replayed.
        match timeout_at(deadline, self.look_at_rates(shop)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "the table of rates could not be read");
            }
            Err(_) => tracing::warn!("the table of rates could not be read in time"),
        }
        let full = self.store.max_lines_per_commit() / 2;
        let batches = decode(shop, now, &invocation, full);
        if invocation.kind == Kind::Direct {
            check_envelope(&batches)?;
        }
        let mut summary = Summary::default();
        let failed = self.commit(shop, batches, deadline, &mut summary).await;
        let failed = match failed {
            None => None,
            Some((first, failure)) => {
                let error = anyhow!(failure).context("the store did not take the records");
                if matches!(invocation.kind, Kind::Direct | Kind::Whole) {
                    return Err(error);
                }
                tracing::error!(shop = %shop.id, error = crate::told(&error), "to be delivered again");
                Some(first)
            }
        };
        let records = invocation.records.len();
        let answer = answer(invocation, failed);
        tracing::info!(
            shop = %shop.id, records, accepted = summary.accepted, duplicates = summary.duplicates,
            updated = summary.updated, rejected = summary.rejected.len(),
            failures = answer.failures(), "processed"
        );
        if let Some(namespace) = &self.settings.cloudwatch {
            figures::write(namespace, shop, now, &summary)?;
        }
        Ok(answer)
    }

    /// Reads the table of rates if it has changed, checking once a minute.
    async fn look_at_rates(&self, shop: &Shop) -> Result<(), StoreError> {
        const EVERY: Duration = Duration::from_secs(60);
        let mut looked = self.rates.lock().await;
        if looked.as_ref().is_some_and(|(at, _)| at.elapsed() < EVERY) {
            return Ok(());
        }
        let mark = rates_mark(&*self.store).await?;
        if looked.as_ref().is_none_or(|(_, known)| *known != mark) {
            shop.rates.set(load_rates(&*self.store).await?);
        }
        *looked = Some((Instant::now(), mark));
        Ok(())
    }

    /// Commits one batch after the other. After a failure the remaining batches are not tried: the store is away for
    /// them too, and a shard continues at its first failure anyway. Returns the place of the first record that is not
    /// stored.
    async fn commit(
        &self,
        shop: &Arc<Shop>,
        batches: Vec<Batch>,
        deadline: Instant,
        summary: &mut Summary,
    ) -> Option<(usize, Failure)> {
        let mut shops = self.shops.lock().await;
        for Batch { first, decoded } in batches {
            let stored = timeout_at(deadline, self.commit_one(&mut shops, shop, decoded)).await;
            match stored.unwrap_or(Err(Failure::OutOfTime)) {
                Ok(stored) => add(summary, stored),
                Err(failure) => {
                    // Its view of the store may date from before the failure.
                    shops.remove(&shop.id);
                    return Some((first, failure));
                }
            }
        }
        None
    }

    async fn commit_one(
        &self,
        shops: &mut HashMap<ShopId, Committer>,
        shop: &Arc<Shop>,
        decoded: Decoded,
    ) -> Result<Summary, Failure> {
        if !shops.contains_key(&shop.id) {
            let opened = self.store.open_shop(shop).await;
            opened.map_err(CommitError::from)?;
            let committer = Committer::new(Arc::clone(shop), self.store.clone()).await;
            shops.insert(shop.id.clone(), committer.map_err(CommitError::from)?);
        }
        let Some(committer) = shops.get_mut(&shop.id) else {
            return Ok(Summary::default());
        };
        let summaries = committer.commit(vec![decoded], Durability::Now).await?;
        Ok(summaries.into_iter().next().unwrap_or_default())
    }
}

/// Decodes records into batches of at most about `full` lines: a commit is applied in one step, during which the store
/// serves no other requests.
fn decode(shop: &Shop, now: Timestamp, invocation: &Invocation<'_>, full: usize) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for (place, record) in invocation.records.iter().enumerate() {
        if let Some(what) = &record.foreign {
            tracing::error!(
                message = record.receipt,
                what,
                "not understood, to be delivered again"
            );
            continue;
        }
        let is_full = |batch: &Batch| batch.decoded.line_count() >= full;
        if batches.last().is_none_or(is_full) {
            let origin = Origin {
                source: &invocation.source,
                now,
            };
            batches.push(Batch {
                first: place,
                decoded: Decoded::new(origin),
            });
        }
        if let Some(batch) = batches.last_mut() {
            decode_one(shop, record, &mut batch.decoded);
        }
    }
    batches
}

/// Rejects an envelope that cannot be opened: it would leave only a reject without its orders.
fn check_envelope(batches: &[Batch]) -> anyhow::Result<()> {
    let mut rejections = batches.iter().flat_map(|batch| batch.decoded.rejections());
    match rejections.find(|rejection| rejection.reason == Reason::MalformedJson) {
        Some(rejection) => Err(anyhow!(
            "the event cannot be understood: {}",
            rejection.detail
        )),
        None => Ok(()),
    }
}

fn decode_one(shop: &Shop, record: &Record<'_>, into: &mut Decoded) {
    let body = match &record.body {
        Ok(body) => &**body,
        Err(damaged) => {
            let rejection = Rejection::new(Reason::MalformedJson, damaged.detail);
            return into.reject(rejection, None, damaged.text.as_bytes().to_vec());
        }
    };
    match &record.place {
        Place::Shard(shard) => {
            let record = kinesis::StreamRecord {
                shard,
                sequence_number: &record.receipt,
                data: body,
            };
            kinesis::decode_record(shop, &record, into);
        }
        Place::Log {
            topic,
            partition,
            offset,
            headers,
            is_tombstone,
        } => {
            let record = kafka::StreamRecord {
                topic,
                partition: *partition,
                offset: *offset,
                value: (!is_tombstone).then_some(body),
            };
            let headers = headers.iter();
            let headers = headers.map(|(name, text)| (name.as_bytes(), text.as_slice()));
            kafka::decode_record(shop, &record, headers, into);
        }
        Place::Message(id) => decode_into(shop, BodyFormat::of(body), Some(id), body, into),
        Place::Nowhere => {}
    }
}

fn add(sum: &mut Summary, one: Summary) {
    sum.accepted += one.accepted;
    sum.duplicates += one.duplicates;
    sum.updated += one.updated;
    sum.rejected.extend(one.rejected);
    sum.tests += one.tests;
    sum.ignored.add(&one.ignored);
}

fn answer(invocation: Invocation<'_>, failed: Option<usize>) -> Answer {
    let first = failed.unwrap_or(usize::MAX);
    let records = invocation.records.into_iter().enumerate();
    let again = records.filter(|(place, record)| *place >= first || record.foreign.is_some());
    let receipts = again.map(|(_, record)| record.receipt);
    match invocation.kind {
        // Lambda continues from the lowest one named.
        Kind::Stream => Answer::failed(receipts.take(1)),
        Kind::Queue | Kind::Direct | Kind::Whole => Answer::failed(receipts),
    }
}
