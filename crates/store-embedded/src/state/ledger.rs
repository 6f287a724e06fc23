//! The ledger in memory: every order of the retained days, in about forty bytes each.
//!
//! An order is one run of bytes in an arena; a table of 32-bit positions finds it by its id. The
//! ledger is cut into shards by the id's hash, so that growing, compacting and writing a shard out
//! touches a 256th of it. A newer version is appended and the old run left behind as garbage until
//! the shard is compacted. Orders of days that have left the window are garbage too.

use domain::BusinessDay;
use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::order_key;
use super::order_record::{OrderRecord, PackedOrder, read_order};
use super::shard_copy::ShardCopy;
use crate::codec::{Malformed, Reader};

/// Number of shards; part of the on-disk format.
pub(crate) const SHARDS: usize = 256;
/// A shard may waste this much and a quarter of its size before it is compacted.
const MIN_GARBAGE: usize = 64 * 1024;

/// An id's place: computed once, used for the look-up and the insertion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyHash(u64);

impl KeyHash {
    /// The shard that holds the id. Part of the on-disk format: the seed is the store's.
    pub(crate) fn shard(self) -> usize {
        // Bits that the table uses for nothing: it takes the lowest for the bucket, the top seven
        // for the tag.
        (self.0 >> 40) as usize % SHARDS
    }
}

#[derive(Debug)]
pub(crate) struct Ledger {
    shards: Vec<Shard>,
    seed: u64,
    /// Orders of earlier days have left the window: they are as good as forgotten.
    expired_before: BusinessDay,
}

#[derive(Debug, Default)]
struct Shard {
    arena: Vec<u8>,
    table: HashTable<u32>,
    garbage: usize,
    /// Whether days may have expired since the last compaction.
    has_expired: bool,
}

impl Ledger {
    pub(crate) fn new(seed: u64) -> Ledger {
        let shards = std::iter::repeat_with(Shard::default)
            .take(SHARDS)
            .collect();
        Ledger {
            shards,
            seed,
            expired_before: BusinessDay::from_epoch_days(i32::MIN),
        }
    }

    /// The hash of a packed id.
    pub(crate) fn hash(&self, key: &[u8]) -> KeyHash {
        KeyHash(xxh3_64_with_seed(key, self.seed))
    }

    /// The order with this packed id.
    pub(crate) fn get(&self, hash: KeyHash, key: &[u8]) -> Option<OrderRecord<'_>> {
        let shard = &self.shards[hash.shard()];
        let position = *shard.table.find(hash.0, |&at| shard.key_is(at, key))?;
        // The arena holds nothing but records that were read in whole once.
        let record = read_order(&mut Reader::new(&shard.arena[position as usize..]))
            .ok()?
            .record;
        (record.at.day >= self.expired_before).then_some(record)
    }

    /// Writes an order in, over an older version of itself.
    ///
    /// # Errors
    /// [`Malformed`] when the shard would outgrow 32-bit positions: a quarter of a million times
    /// more orders than the machine has memory for, so a corrupt record.
    pub(crate) fn put(&mut self, order: &PackedOrder<'_>) -> Result<(), Malformed> {
        let hash = self.hash(order.key);
        let (seed, expired_before) = (self.seed, self.expired_before);
        let shard = &mut self.shards[hash.shard()];
        shard.put(hash.0, order, seed)?;
        shard.has_expired |= order.record.at.day < expired_before;
        if shard.garbage > MIN_GARBAGE + shard.arena.len() / 4 {
            shard.compact(seed, expired_before)?;
        }
        Ok(())
    }

    /// Forgets the orders of days before this one.
    pub(crate) fn expire(&mut self, before: BusinessDay) -> Result<(), Malformed> {
        if before < self.expired_before {
            // The window grows back over days whose orders are forgotten but may still lie about.
            for shard in 0..SHARDS {
                self.compact(shard)?;
            }
        } else if before > self.expired_before {
            self.shards
                .iter_mut()
                .for_each(|shard| shard.has_expired = true);
        }
        self.expired_before = before;
        Ok(())
    }

    /// The records of a shard as they are written to its page.
    pub(crate) fn shard_bytes(&mut self, shard: usize) -> Result<&[u8], Malformed> {
        self.compact(shard)?;
        Ok(&self.shards[shard].arena)
    }

    /// Takes a shard's page in.
    pub(crate) fn load_shard(&mut self, shard: usize, bytes: &[u8]) -> Result<(), Malformed> {
        let seed = self.seed;
        self.shards[shard] = Shard::rebuild(bytes, seed, |_| true)?;
        // The page may be older than the window.
        self.shards[shard].has_expired = true;
        Ok(())
    }

    /// Copies a shard: a fraction of a millisecond, where a look at each of its orders is some.
    pub(crate) fn copy_shard(&self, shard: usize, into: &mut ShardCopy) {
        let shard = &self.shards[shard];
        into.take(&shard.arena, shard.garbage > 0, self.expired_before);
    }

    /// Bytes of memory held: arenas and tables.
    pub(crate) fn memory(&self) -> usize {
        let shard = |shard: &Shard| shard.arena.capacity() + shard.table.allocation_size();
        self.shards.iter().map(shard).sum()
    }

    /// How many orders, expired ones that still lie about included.
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.table.len()).sum()
    }

    fn compact(&mut self, shard: usize) -> Result<(), Malformed> {
        let (seed, expired_before) = (self.seed, self.expired_before);
        let shard = &mut self.shards[shard];
        if shard.garbage > 0 || shard.has_expired {
            shard.compact(seed, expired_before)?;
        }
        Ok(())
    }
}

impl Shard {
    fn key_is(&self, position: u32, key: &[u8]) -> bool {
        self.arena[position as usize..].starts_with(key)
    }

    fn put(&mut self, hash: u64, order: &PackedOrder<'_>, seed: u64) -> Result<(), Malformed> {
        let position = u32::try_from(self.arena.len()).map_err(|_| Malformed::Damaged)?;
        let needed = self.arena.len() + order.bytes.len();
        if needed > self.arena.capacity() {
            // Doubling would leave a quarter of the ledger's memory unused; an eighth costs a few
            // more copies and leaves a sixteenth.
            self.arena
                .reserve_exact(order.bytes.len().max(self.arena.len() / 8));
        }
        self.arena.extend_from_slice(order.bytes);
        let arena = &self.arena;
        let same = |&at: &u32| arena[at as usize..].starts_with(order.key);
        match self.table.find_mut(hash, same) {
            Some(old) => {
                self.garbage += run_length(arena, *old)?;
                *old = position;
            }
            None => {
                self.table
                    .insert_unique(hash, position, |&at| hash_at(arena, at, seed));
            }
        }
        Ok(())
    }

    fn compact(&mut self, seed: u64, expired_before: BusinessDay) -> Result<(), Malformed> {
        let arena = std::mem::take(&mut self.arena);
        let table = std::mem::take(&mut self.table);
        let start = arena.as_ptr() as usize;
        *self = Shard::rebuild(&arena, seed, |order| {
            let position = order.bytes.as_ptr() as usize - start;
            let hash = xxh3_64_with_seed(order.key, seed);
            let newest = table.find(hash, |&at| at as usize == position).is_some();
            newest && order.record.at.day >= expired_before
        })?;
        Ok(())
    }

    fn rebuild(
        bytes: &[u8],
        seed: u64,
        keep: impl Fn(&PackedOrder<'_>) -> bool,
    ) -> Result<Shard, Malformed> {
        let mut shard = Shard {
            arena: Vec::with_capacity(bytes.len()),
            ..Shard::default()
        };
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            let order = read_order(&mut reader)?;
            if keep(&order) {
                shard.put(xxh3_64_with_seed(order.key, seed), &order, seed)?;
            }
        }
        Ok(shard)
    }
}

fn run_length(arena: &[u8], position: u32) -> Result<usize, Malformed> {
    Ok(read_order(&mut Reader::new(&arena[position as usize..]))?
        .bytes
        .len())
}

fn hash_at(arena: &[u8], position: u32, seed: u64) -> u64 {
    let mut reader = Reader::new(&arena[position as usize..]);
    // The arena holds nothing but records that were read in whole once.
    order_key::read(&mut reader).map_or(0, |key| xxh3_64_with_seed(key, seed))
}
