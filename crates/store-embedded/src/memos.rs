//! Memos about orders that arrive in pieces: only on disk, written in the same batch as the commit that changes them.
//!
//! Each memo has two keys: one by its key, with the text, and one by the day with which it is dropped, without. A
//! shop's figures in memory do not include memos.

use domain::{BusinessDay, Commit, Memo, MemoChange};
use fjall::{OwnedWriteBatch, Readable, Snapshot};
use ports::StoreError;

use crate::disk::{Disk, ShopNumber, corrupt, read_error};

/// The byte after the shop's number: by key,
const BY_KEY: u8 = 0;
/// or by day.
const BY_DAY: u8 = 1;
/// The bytes before a memo's key in the order by day: shop, kind, day.
const DAY_FRONT: usize = 4 + 1 + 4;

/// A shop's memos, of which only the size is in memory.
#[derive(Debug, Default)]
pub(crate) struct Memos {
    bytes: u64,
}

impl Memos {
    pub(crate) fn load(disk: &Disk, shop: ShopNumber) -> Result<Memos, StoreError> {
        let all = all(disk, &disk.snapshot(), shop)?;
        let bytes = all.iter().map(Memo::weight).sum();
        Ok(Memos { bytes })
    }

    /// The memos that are stored under the keys of a commit.
    pub(crate) fn stored(
        disk: &Disk,
        shop: ShopNumber,
        commit: &Commit<'_>,
    ) -> Result<Vec<Option<Memo>>, StoreError> {
        let keys = commit.memos.iter().map(|change| &change.memo.key);
        keys.map(|key| get(disk, shop, key)).collect()
    }

    /// The stored memos that differ from a commit's expectations.
    pub(crate) fn others(
        commit: &Commit<'_>,
        stored: &[Option<Memo>],
    ) -> Vec<(String, Option<String>)> {
        let both = commit.memos.iter().zip(stored);
        let both = both.map(|(change, stored)| (change, stored.as_ref().map(|memo| &memo.text)));
        let others = both.filter(|(change, stored)| *stored != change.expected.as_ref());
        let others = others.map(|(change, stored)| (change.memo.key.clone(), stored.cloned()));
        others.collect()
    }

    /// Adds the changes of a commit to a batch of writes, in place of what is stored, and removes the memos that are
    /// dropped with their days or for lack of room. `oldest` is the first retained day after the commit.
    pub(crate) fn stage(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        commit: &Commit<'_>,
        stored: &[Option<Memo>],
        oldest: Option<BusinessDay>,
        batch: &mut OwnedWriteBatch,
    ) -> Result<(), StoreError> {
        for (MemoChange { memo, .. }, before) in commit.memos.iter().zip(stored) {
            if let Some(before) = before {
                self.remove(disk, shop, before, batch);
            }
            batch.insert(&disk.memos, by_key(shop, &memo.key), value(memo));
            batch.insert(&disk.memos, by_day(shop, memo.until, &memo.key), []);
            self.bytes += memo.weight();
        }
        let is_new = |key: &str| commit.memos.iter().any(|it| it.memo.key == key);
        let leaves = oldest.filter(|_| commit.retained.is_some());
        if leaves.is_none() && self.bytes <= Memo::MAX_BYTES {
            return Ok(());
        }
        let front = [&shop.to_be_bytes()[..], &[BY_DAY]].concat();
        for entry in disk.memos.prefix(front) {
            let stands = entry.key().map_err(|error| read_error("a memo", error))?;
            let (day, key) = of_day(&stands).ok_or_else(|| corrupt("a memo's key"))?;
            let is_over = leaves.is_some_and(|oldest| day < oldest);
            if !is_over && self.bytes <= Memo::MAX_BYTES {
                break;
            }
            // A memo written by this same commit is left for the next one to judge.
            if is_new(key) {
                continue;
            }
            if let Some(memo) = get(disk, shop, key)? {
                self.remove(disk, shop, &memo, batch);
            }
        }
        Ok(())
    }

    fn remove(&mut self, disk: &Disk, shop: ShopNumber, memo: &Memo, batch: &mut OwnedWriteBatch) {
        batch.remove(&disk.memos, by_key(shop, &memo.key));
        batch.remove(&disk.memos, by_day(shop, memo.until, &memo.key));
        self.bytes = self.bytes.saturating_sub(memo.weight());
    }
}

/// Every memo of a shop in a snapshot.
pub(crate) fn all(
    disk: &Disk,
    snapshot: &Snapshot,
    shop: ShopNumber,
) -> Result<Vec<Memo>, StoreError> {
    let front = [&shop.to_be_bytes()[..], &[BY_KEY]].concat();
    let memos = snapshot.prefix(&disk.memos, &front).map(|entry| {
        let (key, value) = entry
            .into_inner()
            .map_err(|error| read_error("a memo", error))?;
        let key = std::str::from_utf8(&key[front.len()..]).ok();
        let memo = key.and_then(|key| memo(key, &value));
        memo.ok_or_else(|| corrupt("a memo"))
    });
    memos.collect()
}

fn get(disk: &Disk, shop: ShopNumber, key: &str) -> Result<Option<Memo>, StoreError> {
    let stored = disk.memos.get(by_key(shop, key));
    let stored = stored.map_err(|error| read_error("a memo", error))?;
    let read = stored.map(|value| memo(key, &value).ok_or_else(|| corrupt("a memo")));
    read.transpose()
}

fn by_key(shop: ShopNumber, key: &str) -> Vec<u8> {
    [&shop.to_be_bytes()[..], &[BY_KEY], key.as_bytes()].concat()
}

fn by_day(shop: ShopNumber, day: BusinessDay, key: &str) -> Vec<u8> {
    // Shifted, so that days before 1970 sort first.
    let day = (day.epoch_days() as u32) ^ (1 << 31);
    let parts = [&shop.to_be_bytes()[..], &[BY_DAY], &day.to_be_bytes()];
    [&parts.concat()[..], key.as_bytes()].concat()
}

fn of_day(stands: &[u8]) -> Option<(BusinessDay, &str)> {
    let day = u32::from_be_bytes(stands.get(5..DAY_FRONT)?.try_into().ok()?);
    let key = std::str::from_utf8(&stands[DAY_FRONT..]).ok()?;
    Some((BusinessDay::from_epoch_days((day ^ (1 << 31)) as i32), key))
}

fn value(memo: &Memo) -> Vec<u8> {
    let until = memo.until.epoch_days().to_le_bytes();
    [&until[..], memo.text.as_bytes()].concat()
}

fn memo(key: &str, value: &[u8]) -> Option<Memo> {
    let (until, text) = value.split_first_chunk()?;
    Some(Memo {
        key: key.to_owned(),
        text: std::str::from_utf8(text).ok()?.to_owned(),
        until: BusinessDay::from_epoch_days(i32::from_le_bytes(*until)),
    })
}
