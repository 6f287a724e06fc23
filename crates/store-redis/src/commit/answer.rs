//! The commit script's answer.

use std::collections::HashMap;

use domain::{BusinessDay, Commit, DayDelta, LedgerEntry, Minor, RetainedDays, SkuSlot};
use ports::{Conflict, StoreError};
use redis::Value;

use crate::layout::bucket;
use crate::layout::dictionary::Numbering;
use crate::layout::record;
use crate::reads::days::read_retained;
use crate::wire::error::{corrupt, unreadable_order};
use crate::wire::value::{Answer as _, pairs};

/// The commit script's answer.
pub(super) enum Answer {
    Applied(Applied),
    Conflict(Conflict),
    /// The original design filled the keys, so they have to be adopted first.
    Foreign,
    /// The items' numbers were out of date.
    Stale,
}

pub(super) struct Applied {
    /// The leaderboards that need a refill.
    pub(super) thin: Vec<String>,
    /// Whether days were dropped.
    pub(super) dropped: bool,
    /// The items whose name in the commit is now their newest.
    pub(super) named: Vec<SkuSlot>,
}

pub(super) fn read_answer(
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
        [
            Value::Int(1),
            epoch,
            days,
            positions,
            buckets,
            full,
            memos,
            items,
        ] => {
            let stored_days = read_retained(None, days.text())?;
            let retained = match epoch.text() {
                Some(epoch) => Some(read_retained(Some(epoch), days.text())?),
                None => None,
            };
            let positions = pairs(positions.list()?).map(|(source, position)| {
                let source = source.text().unwrap_or_default().to_owned();
                (source, position.text().map(str::to_owned))
            });
            let memos = pairs(memos.list()?).map(|(key, text)| {
                let key = key.text().unwrap_or_default().to_owned();
                (key, text.text().map(str::to_owned))
            });
            Ok(Answer::Conflict(Conflict {
                memos: memos.collect(),
                entries: read_conflicts(commit, buckets.list()?, &stored_days)?,
                positions: positions.collect(),
                retained,
                items: None,
                full_days: full_days(full.list()?, items.list()?),
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

/// The days for which the commit is too large, in one of their sums or for an item.
fn full_days(sums: &[Value], items: &[Value]) -> Vec<(BusinessDay, Minor)> {
    let sums = pairs(sums).filter_map(|(name, sums)| full_day(name, sums));
    let items = pairs(items).filter_map(|(name, amount)| {
        let day = BusinessDay::parse_compact(name.text()?)?;
        let amount = amount.text()?.parse().ok()?;
        Some((day, DayDelta::full_with_item(amount)))
    });
    sums.chain(items).collect()
}

/// A day, and the largest of its sums that the commit would add to, regardless of sign.
fn full_day(name: &Value, sums: &Value) -> Option<(BusinessDay, Minor)> {
    let day = BusinessDay::parse_compact(name.text()?)?;
    let (sums, _) = sums.bytes()?.as_chunks();
    let sums = sums
        .iter()
        .map(|sum| Minor::from(i64::from_be_bytes(*sum)).abs());
    Some((day, sums.max()?))
}

/// An order's id, and its stored entry.
type StoredEntry = (Box<str>, Option<LedgerEntry>);

/// The stored entries of the commit's orders in buckets that differ from what it expected.
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
        // Entries of dropped days count as forgotten.
        let found = found.filter(|found| stored_days.days.contains(&found.at.day));
        if found.as_ref().map(|found| found.version) != entry.expected {
            conflicts.push((entry.id.into(), found));
        }
    }
    Ok(conflicts)
}
