//! The kept rejects: on disk by number, with an index in memory.

use std::collections::{BTreeMap, VecDeque};

use domain::{Reason, Reject, RejectRoom, Rejection, Timestamp};
use fjall::OwnedWriteBatch;
use ports::{Page, RejectCount, StoreError, StoredReject};

use crate::codec::{Malformed, Reader, Write};
use crate::disk::{Disk, ShopNumber, corrupt, number_of, numbered_key, read_error};

#[derive(Debug, Default)]
pub(crate) struct Rejects {
    /// Oldest first.
    plain: VecDeque<Kept>,
    /// The separately kept ones, oldest first.
    apart: VecDeque<Kept>,
    /// The room that those take, in bytes.
    apart_bytes: u64,
    /// The highest number used so far. The first reject of a shop is number 1, on every store.
    last: u64,
}

/// Data of a reject that are known without reading it.
#[derive(Clone, Copy, Debug)]
struct Kept {
    number: u64,
    reason: Reason,
    room: u64,
    /// When a platform's delivery arrived; `None` = it is not a delivery.
    delivered_at: Option<Timestamp>,
}

impl Rejects {
    pub(crate) fn load(disk: &Disk, shop: ShopNumber) -> Result<Rejects, StoreError> {
        let mut rejects = Rejects {
            last: disk.last_reject(shop)?,
            ..Rejects::default()
        };
        for entry in disk.rejects.prefix(shop.to_be_bytes()) {
            let (key, value) = entry
                .into_inner()
                .map_err(|error| read_error("the rejects", error))?;
            let number = number_of(&key).ok_or_else(|| corrupt("a reject's key"))?;
            let reject = decode(&value).map_err(|error| corrupt("a reject").because(error))?;
            rejects.note(number, &reject);
            rejects.last = rejects.last.max(number);
        }
        Ok(rejects)
    }

    fn note(&mut self, number: u64, reject: &Reject) {
        let kept = Kept {
            number,
            reason: reject.rejection.reason,
            room: reject.room(),
            delivered_at: reject.is_delivery().then_some(reject.received_at),
        };
        if reject.is_apart() {
            self.apart_bytes += kept.room;
            self.apart.push_back(kept);
        } else {
            self.plain.push_back(kept);
        }
    }

    /// Adds rejects to a batch of writes, and drops the oldest beyond the limits.
    pub(crate) fn stage(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        new: &[Reject],
        batch: &mut OwnedWriteBatch,
    ) {
        let before = self.last;
        // If there are more than the limits at once, only the newest are written at all.
        for reject in RejectRoom::of(new.iter()) {
            self.last += 1;
            batch.insert(&disk.rejects, numbered_key(shop, self.last), encode(reject));
            self.note(self.last, reject);
        }
        let mut remove = |kept: Kept| batch.remove(&disk.rejects, numbered_key(shop, kept.number));
        while self.plain.len() > Reject::KEPT
            && let Some(oldest) = self.plain.pop_front()
        {
            remove(oldest);
        }
        while self.apart_bytes > Reject::MAX_APART
            && let Some(oldest) = self.apart.pop_front()
        {
            self.apart_bytes -= oldest.room;
            remove(oldest);
        }
        let delivered = new.iter().filter(|reject| reject.is_delivery());
        if let Some(newest) = delivered.map(|reject| reject.received_at.millis()).max() {
            let over = Timestamp::from_millis(newest - Reject::DELIVERIES_FOR);
            // Rejects added by this batch are not dropped by it again.
            self.expire(over, |kept| kept.number <= before, remove);
        }
    }

    /// Adds the removal of deliveries older than a moment to a batch of writes; returns the room that the separately
    /// kept rejects take afterwards.
    pub(crate) fn stage_expired(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        before: Timestamp,
        batch: &mut OwnedWriteBatch,
    ) -> u64 {
        let any = self.apart.len();
        self.expire(
            before,
            |_| true,
            |kept| batch.remove(&disk.rejects, numbered_key(shop, kept.number)),
        );
        if self.apart.len() < any {
            disk.keep_last_reject(shop, self.last, batch);
        }
        self.apart_bytes
    }

    fn expire(
        &mut self,
        before: Timestamp,
        may_leave: impl Fn(&Kept) -> bool,
        mut remove: impl FnMut(Kept),
    ) {
        let is_over = |kept: &Kept| kept.delivered_at.is_some_and(|at| at < before);
        let mut freed = 0;
        self.apart.retain(|kept| {
            let leaves = is_over(kept) && may_leave(kept);
            if leaves {
                freed += kept.room;
                remove(*kept);
            }
            !leaves
        });
        self.apart_bytes -= freed;
    }

    /// Adds the removal of rejects to a batch of writes; returns their number.
    pub(crate) fn stage_drop(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        numbers: &[u64],
        batch: &mut OwnedWriteBatch,
    ) -> usize {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        let before = self.len();
        for kept in [&mut self.plain, &mut self.apart] {
            kept.retain(|kept| {
                let dropped = numbers.binary_search(&kept.number).is_ok();
                if dropped {
                    batch.remove(&disk.rejects, numbered_key(shop, kept.number));
                }
                !dropped
            });
        }
        self.apart_bytes = self.apart.iter().map(|kept| kept.room).sum();
        // A number is never reused, even if the newest rejects are dropped before a restart: somebody may still be
        // looking at a list that has it.
        disk.keep_last_reject(shop, self.last, batch);
        before - self.len()
    }

    fn len(&self) -> usize {
        self.plain.len() + self.apart.len()
    }

    pub(crate) fn page(
        &self,
        disk: &Disk,
        shop: ShopNumber,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        let (mut plain, mut apart) = (self.plain.iter().rev(), self.apart.iter().rev());
        let (mut next_plain, mut next_apart) = (plain.next(), apart.next());
        let newest = std::iter::from_fn(|| {
            let plain_is_newer = match (next_plain, next_apart) {
                (Some(one), Some(other)) => one.number > other.number,
                (one, _) => one.is_some(),
            };
            match plain_is_newer {
                true => std::mem::replace(&mut next_plain, plain.next()),
                false => std::mem::replace(&mut next_apart, apart.next()),
            }
        });
        let mut items = Vec::new();
        for Kept { number, .. } in newest.skip(offset).take(limit) {
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
            total: self.len(),
        })
    }

    pub(crate) fn counts(&self) -> Vec<RejectCount> {
        let mut counts: BTreeMap<Reason, u64> = BTreeMap::new();
        for kept in self.plain.iter().chain(&self.apart) {
            *counts.entry(kept.reason).or_default() += 1;
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
