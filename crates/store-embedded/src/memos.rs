//! Memos about orders that arrive in pieces: only on disk, written in the same batch as the commit that changes them.
//!
//! Each memo stands by its key, with the text. Beside them are lists of keys by the day with which their memos are
//! dropped, a few for each commit, because a key of its own for each memo would cost as much as the memo. A memo that is
//! written again for another day is in the list of that day too, and passed over in the first. A shop's figures in memory
//! do not include memos.

mod keys;

use std::collections::{BTreeMap, BTreeSet};

use domain::{BusinessDay, Commit, Memo, MemoChange};
use fjall::{OwnedWriteBatch, Readable, Snapshot};
use ports::StoreError;

use self::keys::Keys;
use crate::codec::{Reader, Write as _};
use crate::disk::{Disk, ShopNumber, corrupt, read_error};

/// The byte after the shop's number: by key,
const BY_KEY: u8 = 0;
/// or by day.
const BY_DAY: u8 = 1;
/// The bytes before the rest of a list's key: shop, kind, day.
const DAY_FRONT: usize = 4 + 1 + 4;
/// The byte after them, which begins no text. Up to format 6, the key of a single memo stands there.
const LIST: u8 = 0xff;
/// The most keys of a list: few are read in vain when a part of it is dropped for lack of room.
const LISTED: usize = 64;

/// A shop's memos, of which only the size and the hashes of their keys are in memory.
#[derive(Debug, Default)]
pub(crate) struct Memos {
    bytes: u64,
    /// Nearly every order that a platform posts is new, and then nothing has to be searched on disk.
    keys: Keys,
}

impl Memos {
    pub(crate) fn load(disk: &Disk, shop: ShopNumber) -> Result<Memos, StoreError> {
        let mut memos = Memos::default();
        for memo in all(disk, &disk.snapshot(), shop)? {
            memos.bytes += memo.weight();
            memos.keys.add(&memo.key);
        }
        Ok(memos)
    }

    /// The memos that are stored under the keys of a commit.
    pub(crate) fn stored(
        &self,
        disk: &Disk,
        shop: ShopNumber,
        commit: &Commit<'_>,
    ) -> Result<Vec<Option<Memo>>, StoreError> {
        let keys = commit.memos.iter().map(|change| &*change.memo.key);
        keys.map(|key| match self.keys.may_have(key) {
            true => get(disk, shop, key),
            false => Ok(None),
        })
        .collect()
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
    /// dropped with their days or for lack of room. `dropped` is the newest day that the commit leaves dropped.
    pub(crate) fn stage(
        &mut self,
        disk: &Disk,
        (shop, sequence): (ShopNumber, u64),
        commit: &Commit<'_>,
        stored: &[Option<Memo>],
        dropped: Option<BusinessDay>,
        batch: &mut OwnedWriteBatch,
    ) -> Result<(), StoreError> {
        let mut lists: BTreeMap<BusinessDay, Vec<&str>> = BTreeMap::new();
        let (mut key, mut value) = (by_key(shop, ""), Vec::new());
        let front = key.len();
        for (MemoChange { memo, .. }, before) in commit.memos.iter().zip(stored) {
            match before {
                Some(before) => self.bytes = self.bytes.saturating_sub(before.weight()),
                None => self.keys.add(&memo.key),
            }
            if before.as_ref().map(|before| before.until) != Some(memo.until) {
                lists.entry(memo.until).or_default().push(&memo.key);
            }
            key.truncate(front);
            key.extend_from_slice(memo.key.as_bytes());
            write_value(memo, &mut value);
            // The batch copies both.
            batch.insert(&disk.memos, &*key, &*value);
            self.bytes += memo.weight();
        }
        for (day, keys) in lists {
            for (place, keys) in keys.chunks(LISTED).enumerate() {
                let mut list = Vec::new();
                keys.iter().for_each(|key| list.put_bytes(key.as_bytes()));
                batch.insert(&disk.memos, by_day(shop, day, sequence, place), list);
            }
        }
        let leaves = dropped.filter(|_| commit.retained.is_some());
        if leaves.is_none() && self.bytes <= Memo::MAX_BYTES {
            return Ok(());
        }
        self.drop_some(disk, shop, commit, leaves, batch)
    }

    fn drop_some(
        &mut self,
        disk: &Disk,
        shop: ShopNumber,
        commit: &Commit<'_>,
        leaves: Option<BusinessDay>,
        batch: &mut OwnedWriteBatch,
    ) -> Result<(), StoreError> {
        let new: BTreeSet<&str> = commit.memos.iter().map(|it| &*it.memo.key).collect();
        // What leaves is known to be gone only once nothing can fail any more.
        let (mut bytes, mut gone) = (self.bytes, BTreeSet::new());
        let front = [&shop.to_be_bytes()[..], &[BY_DAY]].concat();
        'lists: for entry in disk.memos.prefix(front) {
            let (stands, listed) = entry
                .into_inner()
                .map_err(|error| read_error("a memo", error))?;
            let (day, keys) = of_day(&stands, &listed).ok_or_else(|| corrupt("a list of memos"))?;
            let is_over = leaves.is_some_and(|dropped| day <= dropped);
            let mut is_done = true;
            for key in keys {
                if !is_over && bytes <= Memo::MAX_BYTES {
                    break 'lists;
                }
                // A memo written by this same commit is left for the next one to judge.
                if new.contains(key) {
                    is_done = false;
                    continue;
                }
                let found = get(disk, shop, key)?.filter(|memo| memo.until == day);
                if let Some(memo) = found.filter(|memo| gone.insert(memo.key.clone())) {
                    batch.remove(&disk.memos, by_key(shop, key));
                    bytes = bytes.saturating_sub(memo.weight());
                }
            }
            if is_done {
                batch.remove(&disk.memos, stands);
            }
        }
        gone.iter().for_each(|key| self.keys.remove(key));
        self.bytes = bytes;
        Ok(())
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

/// The key of a commit's list of a day, of which there may be several.
fn by_day(shop: ShopNumber, day: BusinessDay, sequence: u64, place: usize) -> Vec<u8> {
    // Shifted, so that days before 1970 sort first.
    let day = (day.epoch_days() as u32) ^ (1 << 31);
    let (sequence, place) = (sequence.to_be_bytes(), (place as u32).to_be_bytes());
    let parts: [&[u8]; 6] = [
        &shop.to_be_bytes(),
        &[BY_DAY],
        &day.to_be_bytes(),
        &[LIST],
        &sequence,
        &place,
    ];
    parts.concat()
}

/// A list's day and keys; of a single memo up to format 6, its day and key.
fn of_day<'b>(stands: &'b [u8], listed: &'b [u8]) -> Option<(BusinessDay, Vec<&'b str>)> {
    let day = u32::from_be_bytes(stands.get(5..DAY_FRONT)?.try_into().ok()?);
    let day = BusinessDay::from_epoch_days((day ^ (1 << 31)) as i32);
    let rest = &stands[DAY_FRONT..];
    if rest.first() != Some(&LIST) {
        return Some((day, vec![std::str::from_utf8(rest).ok()?]));
    }
    let (mut reader, mut keys) = (Reader::new(listed), Vec::new());
    while !reader.is_empty() {
        keys.push(reader.str().ok()?);
    }
    Some((day, keys))
}

fn write_value(memo: &Memo, into: &mut Vec<u8>) {
    into.clear();
    into.extend_from_slice(&memo.until.epoch_days().to_le_bytes());
    into.extend_from_slice(memo.text.as_bytes());
}

fn memo(key: &str, value: &[u8]) -> Option<Memo> {
    let (until, text) = value.split_first_chunk()?;
    Some(Memo {
        key: key.to_owned(),
        text: std::str::from_utf8(text).ok()?.to_owned(),
        until: BusinessDay::from_epoch_days(i32::from_le_bytes(*until)),
    })
}

#[cfg(test)]
mod tests {
    use domain::RetainedDays;
    use proptest::prelude::*;

    use super::*;

    const SHOP: ShopNumber = 7;

    type Model = BTreeMap<String, Memo>;

    fn day(number: i32) -> BusinessDay {
        BusinessDay::from_epoch_days(17_600 + number)
    }

    fn about(order: u16, bytes: usize, until: i32) -> Memo {
        Memo {
            key: format!("shop:{order:03}"),
            text: "x".repeat(bytes),
            until: day(until),
        }
    }

    fn opened() -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        (folder, disk)
    }

    /// As up to format 6: each memo also stands under its day.
    fn write_as_before(disk: &Disk, memo: &Memo) {
        let front = &by_day(SHOP, memo.until, 0, 0)[..DAY_FRONT];
        let (mut batch, mut value) = (disk.batch(), Vec::new());
        write_value(memo, &mut value);
        batch.insert(&disk.memos, by_key(SHOP, &memo.key), value);
        batch.insert(&disk.memos, [front, memo.key.as_bytes()].concat(), []);
        batch.commit().unwrap();
    }

    /// Commits these memos, after which `dropped` is the newest dropped day.
    fn commit(
        memos: &mut Memos,
        disk: &Disk,
        sequence: u64,
        changes: &[Memo],
        dropped: Option<i32>,
    ) {
        let change = |memo: &Memo| MemoChange {
            expected: None,
            memo: memo.clone(),
        };
        let commit = Commit {
            memos: changes.iter().map(change).collect(),
            retained: dropped.map(|_| RetainedDays::default()),
            ..Commit::default()
        };
        let stored = memos.stored(disk, SHOP, &commit).unwrap();
        let searched = commit.memos.iter().map(|it| get(disk, SHOP, &it.memo.key));
        assert_eq!(stored, searched.map(Result::unwrap).collect::<Vec<_>>());
        let (at, dropped, mut batch) = ((SHOP, sequence), dropped.map(day), disk.batch());
        let staged = memos.stage(disk, at, &commit, &stored, dropped, &mut batch);
        staged.unwrap();
        batch.commit().unwrap();
    }

    fn assert_is(memos: &Memos, disk: &Disk, model: &Model) {
        let found = all(disk, &disk.snapshot(), SHOP).unwrap();
        assert_eq!(found, model.values().cloned().collect::<Vec<_>>());
        let bytes = model.values().map(Memo::weight).sum::<u64>();
        let loaded = Memos::load(disk, SHOP).unwrap();
        for memos in [memos, &loaded] {
            assert_eq!((memos.bytes, memos.keys.len()), (bytes, model.len()));
        }
    }

    fn some() -> impl Strategy<Value = Vec<Memo>> {
        let one = (0..5_u16, 0..9_usize, 0..5);
        let some = prop::collection::vec(one, 0..5);
        some.prop_map(|all| {
            let all = all
                .into_iter()
                .map(|(order, bytes, until)| about(order, bytes, until));
            let by_key: Model = all.map(|memo| (memo.key.clone(), memo)).collect();
            by_key.into_values().collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn memos_stay_until_their_day_leaves(
            before in some(),
            steps in prop::collection::vec((some(), prop::option::of(0..6)), 1..12),
        ) {
            let (_folder, disk) = opened();
            before.iter().for_each(|memo| write_as_before(&disk, memo));
            let mut memos = Memos::load(&disk, SHOP).unwrap();
            let mut model: Model = before.into_iter().map(|it| (it.key.clone(), it)).collect();
            for (sequence, (changes, dropped)) in (1..).zip(&steps) {
                commit(&mut memos, &disk, sequence, changes, *dropped);
                let is_new = |key: &str| changes.iter().any(|memo| memo.key == key);
                model.extend(changes.iter().map(|memo| (memo.key.clone(), memo.clone())));
                model.retain(|key, memo| {
                    is_new(key) || dropped.is_none_or(|dropped| memo.until > day(dropped))
                });
                assert_is(&memos, &disk, &model);
            }
            commit(&mut memos, &disk, 99, &[], Some(9));
            assert_is(&memos, &disk, &Model::new());
            prop_assert_eq!(disk.memos.prefix(SHOP.to_be_bytes()).count(), 0);
        }
    }

    #[test]
    fn a_day_that_cannot_leave_is_not_half_forgotten() {
        let (_folder, disk) = opened();
        let mut memos = Memos::default();
        let both = [about(1, 3, 1), about(2, 3, 1)];
        commit(&mut memos, &disk, 1, &both, None);
        disk.memos.insert(by_key(SHOP, &both[1].key), [7]).unwrap();
        let leaving = Commit {
            retained: Some(RetainedDays::default()),
            ..Commit::default()
        };
        let before = (memos.bytes, memos.keys.len());
        let (dropped, mut batch) = (Some(day(1)), disk.batch());
        let staged = memos.stage(&disk, (SHOP, 2), &leaving, &[], dropped, &mut batch);
        assert!(staged.is_err());
        assert_eq!((memos.bytes, memos.keys.len()), before);
    }

    #[test]
    fn the_earliest_give_way_when_there_is_no_room() {
        let (_folder, disk) = opened();
        let mut memos = Memos::default();
        let many: Vec<Memo> = (0..200)
            .map(|order| about(order, 3, 1 + i32::from(order % 2)))
            .collect();
        commit(&mut memos, &disk, 1, &many, None);
        // As if something else filled the room but for one memo.
        let weight = many[0].weight();
        let others = Memo::MAX_BYTES - memos.bytes - weight;
        memos.bytes += others;
        for (turn, left) in (0_u16..).zip([199, 197, 195, 193]) {
            let new = [900, 950].map(|order| about(order + turn, 3, 3));
            commit(&mut memos, &disk, 2 + u64::from(turn), &new, None);
            let found = all(&disk, &disk.snapshot(), SHOP).unwrap();
            let on = |number| {
                found
                    .iter()
                    .filter(|memo| memo.until == day(number))
                    .count()
            };
            assert_eq!(memos.bytes, Memo::MAX_BYTES, "it stays full");
            assert_eq!(on(1) + on(2), left);
            assert_eq!(on(2), 100, "those of the first day give way before");
        }
    }
}
