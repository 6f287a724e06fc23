//! The ledger in memory: every order of the retained days, in about forty bytes each.
//!
//! An order is one run of bytes in an arena; a table of 32-bit positions finds it by its id. The ledger is divided into
//! shards by the id's hash, so that growing, compacting and writing a shard only touches a 256th of it. A newer version
//! is appended, and the old run becomes garbage until the shard is compacted. Orders of dropped days are garbage too.
//! Orders mostly arrive in the sequence of their times, so the orders of a day are in few blocks of each arena.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use domain::{BusinessDay, LocalTime};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::arena::{Arena, BlockView};
use super::order_key;
use super::order_record::{OrderRecord, PackedOrder, read_order};
use super::shard_copy::ShardCopy;
use crate::codec::{Malformed, Reader};

/// Number of shards; part of the on-disk format.
pub(crate) const SHARDS: usize = 256;
/// A shard may waste this many bytes and a quarter of its size before it is compacted.
const MIN_GARBAGE: usize = 64 * 1024;

/// How many orders a commit reads before it looks them up or stores them. Their tables are larger than the processor's
/// cache: in a short loop it fetches memory for several of them at once, instead of waiting for one after the other.
pub(crate) const AT_ONCE: usize = 64;

/// The hash of an id: computed once, used for the lookup and the insertion.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyHash(u64);

/// The orders that a scan asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub day: BusinessDay,
    pub seconds: RangeInclusive<u32>,
    /// Only those that sold this item.
    pub item: Option<u32>,
    /// Of an item's orders, those in other seconds need only be counted.
    pub collected: RangeInclusive<u32>,
}

/// An order's bytes, with what the ledger needs of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a> {
    key: &'a [u8],
    bytes: &'a [u8],
    at: LocalTime,
}

impl<'a> Run<'a> {
    pub(crate) fn of(order: &PackedOrder<'a>) -> Run<'a> {
        Run {
            key: order.key,
            bytes: order.bytes,
            at: order.record.at,
        }
    }
}

impl KeyHash {
    /// The shard of the id. Part of the on-disk format: the seed is the store's.
    pub(crate) fn shard(self) -> usize {
        // Bits that the table does not use: it takes the lowest for the bucket, and the top seven for the tag.
        (self.0 >> 40) as usize % SHARDS
    }
}

#[derive(Debug)]
pub(crate) struct Ledger {
    /// Empty until the first order: a server may know thousands of shops without any.
    shards: Vec<Shard>,
    seed: u64,
    /// The number of orders in all shards.
    len: usize,
    /// The number of orders on each day; days before `expired_before` may be missing.
    on_day: BTreeMap<BusinessDay, usize>,
    /// Orders before this day were dropped, and are treated as absent.
    expired_before: BusinessDay,
}

#[derive(Debug, Default)]
struct Shard {
    arena: Arena,
    table: HashTable<u32>,
    garbage: usize,
    /// Whether days may have been dropped since the last compaction.
    has_expired: bool,
}

impl Ledger {
    pub(crate) fn new(seed: u64) -> Ledger {
        Ledger {
            shards: Vec::new(),
            seed,
            len: 0,
            on_day: BTreeMap::new(),
            expired_before: BusinessDay::from_epoch_days(i32::MIN),
        }
    }

    /// The hash of a packed id.
    pub(crate) fn hash(&self, key: &[u8]) -> KeyHash {
        KeyHash(xxh3_64_with_seed(key, self.seed))
    }

    /// The order with this packed id.
    pub(crate) fn get(&self, hash: KeyHash, key: &[u8]) -> Option<OrderRecord<'_>> {
        let shard = self.shards.get(hash.shard())?;
        let position = *shard.table.find(hash.0, |&at| shard.key_is(at, key))?;
        // The arena only has records that were read successfully before.
        let record = read_order(&mut Reader::new(shard.arena.at(position)))
            .ok()?
            .record;
        (record.at.day >= self.expired_before).then_some(record)
    }

    /// Writes an order, replacing an older version. The hash is that of its id.
    ///
    /// # Errors
    /// [`Malformed`] if the shard would outgrow 32-bit positions: that takes a quarter of a million times more orders
    /// than fit into memory, so the record is corrupt.
    pub(crate) fn put(&mut self, hash: KeyHash, order: &Run<'_>) -> Result<(), Malformed> {
        let (seed, expired_before) = (self.seed, self.expired_before);
        self.change(hash.shard(), |shard, on_day| {
            let replaced = shard.put(hash.0, order, seed)?;
            count(on_day, order.at.day, replaced);
            shard.has_expired |= order.at.day < expired_before;
            if shard.garbage > MIN_GARBAGE + shard.arena.len() / 4 {
                shard.compact(seed, expired_before)?;
            }
            Ok(())
        })
    }

    /// Drops the orders of days before this one.
    pub(crate) fn expire(&mut self, before: BusinessDay) -> Result<(), Malformed> {
        if before < self.expired_before {
            // The window grows back over days whose dropped orders may still be in memory.
            for shard in 0..SHARDS {
                self.compact(shard)?;
            }
        } else if before > self.expired_before {
            self.shards
                .iter_mut()
                .for_each(|shard| shard.has_expired = true);
        }
        let present = before.max(self.expired_before);
        self.on_day.retain(|day, _| *day >= present);
        self.expired_before = before;
        Ok(())
    }

    /// The records of a shard in the form of its page.
    pub(crate) fn shard_bytes(&mut self, shard: usize) -> Result<Vec<u8>, Malformed> {
        self.compact(shard)?;
        let Some(Shard { arena, .. }) = self.shards.get(shard) else {
            return Ok(Vec::new());
        };
        let mut bytes = Vec::with_capacity(arena.len());
        for (_, block) in arena.blocks() {
            bytes.extend_from_slice(block);
        }
        Ok(bytes)
    }

    /// Loads a shard's page.
    pub(crate) fn load_shard(&mut self, shard: usize, bytes: &[u8]) -> Result<(), Malformed> {
        let seed = self.seed;
        self.change(shard, |shard, on_day| {
            *shard = Shard::expecting(bytes.len());
            // A page has each order once.
            shard.take(bytes, seed, |_, order| {
                count(on_day, order.record.at.day, None);
                true
            })?;
            // The page may be older than the window.
            shard.has_expired = true;
            Ok(())
        })
    }

    /// The number of orders on a day that was not dropped.
    pub(crate) fn orders_on(&self, day: BusinessDay) -> usize {
        self.on_day.get(&day).copied().unwrap_or_default()
    }

    /// Copies the orders of a shard that may be of these seconds of a day and of this item, and few others. It takes a
    /// fraction of a millisecond; looking at each of them would take several.
    pub(crate) fn copy_shard(
        &self,
        shard: usize,
        asked: &Asked,
        into: &mut ShardCopy,
    ) -> Result<(), Malformed> {
        let Some(shard) = self.shards.get(shard) else {
            return Ok(());
        };
        let stamps = |seconds: &RangeInclusive<u32>| {
            let stamp = |second| stamp(LocalTime::new(asked.day, second));
            stamp(*seconds.start())..=stamp(*seconds.end())
        };
        let (seen, collected) = (stamps(&asked.seconds), stamps(&asked.collected));
        let counts = |block: &BlockView<'_>| {
            let (first, last) = block.stamps;
            let is_inside = seen.contains(&first) && seen.contains(&last);
            let is_outside = last < *collected.start() || first > *collected.end();
            shard.garbage == 0 && is_inside && is_outside
        };
        let blocks = shard.arena.blocks_with(seen.clone());
        let newest = |position, key: &[u8]| {
            let hash = xxh3_64_with_seed(key, self.seed);
            shard.table.find(hash, |&at| at == position).is_some()
        };
        let item = asked.item.map(|item| (item, counts));
        let newest = (shard.garbage > 0).then_some(&newest);
        into.take(blocks, item.as_ref(), newest)
    }

    /// The bytes of memory held by arenas and tables.
    pub(crate) fn memory(&self) -> usize {
        let shard = |shard: &Shard| shard.arena.memory() + shard.table.allocation_size();
        self.shards.iter().map(shard).sum()
    }

    /// The number of orders, including dropped ones that are still in memory.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn compact(&mut self, shard: usize) -> Result<(), Malformed> {
        if self.shards.is_empty() {
            return Ok(());
        }
        let (seed, expired_before) = (self.seed, self.expired_before);
        self.change(shard, |shard, _| {
            match shard.garbage > 0 || shard.has_expired {
                true => shard.compact(seed, expired_before),
                false => Ok(()),
            }
        })
    }

    /// Changes a shard, and counts how many orders more or fewer it has then.
    #[inline]
    fn change(
        &mut self,
        shard: usize,
        change: impl FnOnce(&mut Shard, &mut BTreeMap<BusinessDay, usize>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        if self.shards.is_empty() {
            self.shards.resize_with(SHARDS, Shard::default);
        }
        let shard = &mut self.shards[shard];
        let before = shard.table.len();
        let changed = change(shard, &mut self.on_day);
        self.len = self.len + shard.table.len() - before;
        changed
    }
}

impl Shard {
    fn expecting(bytes: usize) -> Shard {
        Shard {
            arena: Arena::expecting(bytes),
            ..Shard::default()
        }
    }

    fn key_is(&self, position: u32, key: &[u8]) -> bool {
        self.arena.at(position).starts_with(key)
    }

    /// Writes an order. Returns the day of the version it replaces.
    fn put(
        &mut self,
        hash: u64,
        order: &Run<'_>,
        seed: u64,
    ) -> Result<Option<BusinessDay>, Malformed> {
        let position = self.arena.push(order.bytes, stamp(order.at))?;
        let arena = &self.arena;
        let same = |&at: &u32| arena.at(at).starts_with(order.key);
        let rehash = |&at: &u32| hash_at(arena, at, seed);
        match self.table.entry(hash, same, rehash) {
            Entry::Occupied(mut old) => {
                let replaced = read_order(&mut Reader::new(arena.at(*old.get())))?;
                self.garbage += replaced.bytes.len();
                *old.get_mut() = position;
                Ok(Some(replaced.record.at.day))
            }
            Entry::Vacant(vacant) => {
                vacant.insert(position);
                Ok(None)
            }
        }
    }

    fn compact(&mut self, seed: u64, expired_before: BusinessDay) -> Result<(), Malformed> {
        let Shard { arena, table, .. } = std::mem::take(self);
        self.arena = Arena::expecting(arena.len());
        for (first, block) in arena.blocks() {
            self.take(block, seed, |place, order| {
                let position = first + place as u32;
                let hash = xxh3_64_with_seed(order.key, seed);
                let newest = table.find(hash, |&at| at == position).is_some();
                newest && order.record.at.day >= expired_before
            })?;
        }
        Ok(())
    }

    /// Adds the orders for which `keep` returns true; it also gets each order's offset in the bytes.
    fn take(
        &mut self,
        bytes: &[u8],
        seed: u64,
        mut keep: impl FnMut(usize, &PackedOrder<'_>) -> bool,
    ) -> Result<(), Malformed> {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            let place = bytes.len() - reader.rest().len();
            let order = read_order(&mut reader)?;
            if keep(place, &order) {
                self.put(xxh3_64_with_seed(order.key, seed), &Run::of(&order), seed)?;
            }
        }
        Ok(())
    }
}

/// Counts an order, and no longer the version it replaces.
fn count(
    on_day: &mut BTreeMap<BusinessDay, usize>,
    day: BusinessDay,
    replaced: Option<BusinessDay>,
) {
    *on_day.entry(day).or_default() += 1;
    if let Some(before) = replaced.and_then(|day| on_day.get_mut(&day)) {
        *before = before.saturating_sub(1);
    }
}

/// The second as a number. Those that the clock shows twice have one.
fn stamp(at: LocalTime) -> i64 {
    i64::from(at.day.epoch_days()) * 86_400 + i64::from(at.second)
}

fn hash_at(arena: &Arena, position: u32, seed: u64) -> u64 {
    let mut reader = Reader::new(arena.at(position));
    // The arena only has records that were read successfully before.
    order_key::read(&mut reader).map_or(0, |key| xxh3_64_with_seed(key, seed))
}
