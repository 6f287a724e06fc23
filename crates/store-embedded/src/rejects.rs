//! The kept rejects: on disk by number, with an index of reasons in memory.

use std::collections::{BTreeMap, VecDeque};

use domain::{Reason, Reject, Rejection, Timestamp};
use fjall::OwnedWriteBatch;
use ports::{Page, RejectCount, StoreError, StoredReject};

use crate::codec::{Malformed, Reader, Write};
use crate::disk::{Disk, ShopNumber, corrupt, number_of, numbered_key, read_error};

#[derive(Debug, Default)]
pub(crate) struct Rejects {
    /// Number and reason, oldest first.
    kept: VecDeque<(u64, Reason)>,
    next: u64,
}

impl Rejects {
    pub(crate) fn load(disk: &Disk, shop: ShopNumber) -> Result<Rejects, StoreError> {
        let mut rejects = Rejects {
            next: disk.next_reject(shop)?,
            ..Rejects::default()
        };
        for entry in disk.rejects.prefix(shop.to_be_bytes()) {
            let (key, value) = entry
                .into_inner()
                .map_err(|error| read_error("the rejects", error))?;
            let number = number_of(&key).ok_or_else(|| corrupt("a reject's key"))?;
            let reject = decode(&value).map_err(|error| corrupt("a reject").because(error))?;
            rejects.kept.push_back((number, reject.rejection.reason));
            rejects.next = rejects.next.max(number + 1);
        }
        Ok(rejects)
    }

    /// Adds rejects to a batch of writes, and drops the oldest beyond the limit.
    pub(crate) fn stage(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        new: &[Reject],
        batch: &mut OwnedWriteBatch,
    ) {
        // Of more than the limit at once only the newest are written at all.
        for reject in &new[new.len().saturating_sub(Reject::KEPT)..] {
            batch.insert(&disk.rejects, numbered_key(shop, self.next), encode(reject));
            self.kept.push_back((self.next, reject.rejection.reason));
            self.next += 1;
        }
        while self.kept.len() > Reject::KEPT {
            if let Some((number, _)) = self.kept.pop_front() {
                batch.remove(&disk.rejects, numbered_key(shop, number));
            }
        }
    }

    /// Adds the removal of rejects to a batch of writes; returns how many there were.
    pub(crate) fn stage_drop(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        numbers: &[u64],
        batch: &mut OwnedWriteBatch,
    ) -> usize {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        let before = self.kept.len();
        self.kept.retain(|(number, _)| {
            let dropped = numbers.binary_search(number).is_ok();
            if dropped {
                batch.remove(&disk.rejects, numbered_key(shop, *number));
            }
            !dropped
        });
        // A number is never given twice, also when the newest are dropped before a restart: somebody
        // may still be looking at a list that has it.
        disk.keep_next_reject(shop, self.next, batch);
        before - self.kept.len()
    }

    pub(crate) fn page(
        &self,
        disk: &Disk,
        shop: ShopNumber,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        let mut items = Vec::new();
        for (number, _) in self.kept.iter().rev().skip(offset).take(limit) {
            let stored = disk.rejects.get(numbered_key(shop, *number));
            let stored = stored.map_err(|error| read_error("a reject", error))?;
            let stored = stored.ok_or_else(|| corrupt("a reject"))?;
            let reject = decode(&stored).map_err(|error| corrupt("a reject").because(error))?;
            items.push(StoredReject {
                number: *number,
                reject,
            });
        }
        Ok(Page {
            items,
            total: self.kept.len(),
        })
    }

    pub(crate) fn counts(&self) -> Vec<RejectCount> {
        let mut counts: BTreeMap<Reason, u64> = BTreeMap::new();
        for (_, reason) in &self.kept {
            *counts.entry(*reason).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|(reason, count)| RejectCount { reason, count })
            .collect()
    }
}

fn encode(reject: &Reject) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(reject.body.len() + 128);
    bytes.put_bytes(reject.rejection.reason.as_str().as_bytes());
    bytes.put_bytes(reject.rejection.detail.as_bytes());
    bytes.push(u8::from(reject.id.is_some()));
    bytes.put_bytes(reject.id.as_deref().unwrap_or_default().as_bytes());
    bytes.put_bytes(reject.source.as_bytes());
    bytes.put_i64(reject.received_at.millis());
    bytes.put_bytes(&reject.body);
    bytes
}

fn decode(bytes: &[u8]) -> Result<Reject, Malformed> {
    let mut reader = Reader::new(bytes);
    let reason = Reason::from_name(reader.str()?).ok_or(Malformed::Damaged)?;
    let rejection = Rejection::new(reason, reader.str()?);
    let has_id = reader.u8()? == 1;
    let id = Some(reader.str()?).filter(|_| has_id).map(str::to_owned);
    let source = reader.str()?.to_owned();
    let received_at = Timestamp::from_millis(reader.i64()?);
    Ok(Reject {
        rejection,
        id,
        source,
        received_at,
        body: reader.bytes()?.to_vec(),
    })
}
