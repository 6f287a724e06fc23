//! The ledger's part of a commit: its entries, sorted into buckets.

use std::ops::Range;

use domain::{Commit, CommitLine, EntryChange};
use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;

use crate::layout::bucket;
use crate::layout::bytes::Pack;
use crate::layout::record::{self, RecordLine};
use crate::layout::sizes::{SHARDS, TooLarge};

/// Buckets with a commit's entries, written one after the other.
#[derive(Default)]
pub(crate) struct Buckets {
    /// All fields and records.
    bytes: Vec<u8>,
    buckets: Vec<Bucket>,
    entries: Vec<Placed>,
    by_field: HashMap<Vec<u8>, u32>,
}

struct Bucket {
    field: Range<usize>,
    shard: u8,
    has_expected: bool,
}

struct Placed {
    bucket: u32,
    slot: u8,
    record: Range<usize>,
    expected: Option<i64>,
}

impl Buckets {
    /// Adds an entry to its bucket: the id, the expected version, and the record, which `write` appends.
    pub(crate) fn push(
        &mut self,
        id: &str,
        expected: Option<i64>,
        write: impl FnOnce(&mut Vec<u8>) -> Option<()>,
    ) -> Option<()> {
        let start = self.bytes.len();
        let slot = bucket::put_field(&mut self.bytes, id);
        let bucket = self.bucket(start);
        self.buckets[bucket as usize].has_expected |= expected.is_some();
        let start = self.bytes.len();
        write(&mut self.bytes)?;
        let record = start..self.bytes.len();
        self.entries.push(Placed {
            bucket,
            slot,
            record,
            expected,
        });
        Some(())
    }

    /// The bucket of the field just written at the end of the bytes.
    fn bucket(&mut self, start: usize) -> u32 {
        let field = &self.bytes[start..];
        // Consecutive ids follow each other.
        let last = self.entries.last().map(|entry| entry.bucket);
        if let Some(last) = last
            && self.bytes[self.buckets[last as usize].field.clone()] == *field
        {
            self.bytes.truncate(start);
            return last;
        }
        let next = self.buckets.len() as u32;
        match self.by_field.entry_ref(field) {
            EntryRef::Occupied(known) => {
                let known = *known.get();
                self.bytes.truncate(start);
                known
            }
            EntryRef::Vacant(new) => {
                new.insert(next);
                self.buckets.push(Bucket {
                    shard: shard_of(&self.bytes[start..]) as u8,
                    field: start..self.bytes.len(),
                    has_expected: false,
                });
                next
            }
        }
    }

    /// Calls `visit` with each bucket: its shard, its field, its bytes, and its entries' expected versions, if any.
    /// Buckets of one shard come together.
    pub(crate) fn each(
        &mut self,
        mut visit: impl FnMut(usize, &[u8], &[u8], Option<Vec<Option<i64>>>),
    ) {
        let (buckets, bytes) = (&self.buckets, &self.bytes);
        let shard = |bucket: u32| buckets[bucket as usize].shard;
        self.entries
            .sort_by_key(|entry| (shard(entry.bucket), entry.bucket));
        let mut out = Vec::new();
        for entries in self.entries.chunk_by(|a, b| a.bucket == b.bucket) {
            let of = &buckets[entries[0].bucket as usize];
            out.clear();
            let records = entries
                .iter()
                .map(|it| (it.slot, &bytes[it.record.clone()]));
            bucket::put(&mut out, records);
            let expected = of
                .has_expected
                .then(|| entries.iter().map(|it| it.expected).collect());
            visit(
                usize::from(of.shard),
                &bytes[of.field.clone()],
                &out,
                expected,
            );
        }
    }
}

/// Writes an entry's record.
fn put_record(commit: &Commit<'_>, entry: &EntryChange<'_>, out: &mut Vec<u8>) -> Option<()> {
    let named = |line: &CommitLine| RecordLine {
        sku: commit.skus[line.sku as usize].sku,
        units: line.units,
        amount: line.amount,
    };
    record::NewRecord {
        version: entry.version,
        standing: entry.standing,
        at: entry.at,
        revenue: entry.revenue,
        returns: entry.returns,
        extra: entry.extra,
        sold: entry.sold(commit).iter().map(named),
        returned: entry.returned(commit).iter().map(named),
        out,
    }
    .put()
}

/// A commit's entries in their buckets.
pub(crate) fn buckets_of(commit: &Commit<'_>) -> Result<Buckets, TooLarge> {
    let mut all = Buckets::default();
    // A record and its id take some 40 bytes.
    all.bytes.reserve(commit.entries.len() * 48);
    all.entries.reserve(commit.entries.len());
    for entry in &commit.entries {
        let write = |out: &mut Vec<u8>| put_record(commit, entry, out);
        all.push(entry.id, entry.expected, write).ok_or(TooLarge)?;
    }
    Ok(all)
}

pub(crate) fn pack_ledger(pack: &mut Pack, commit: &Commit<'_>) -> Result<(), TooLarge> {
    #[derive(Default)]
    struct Shard {
        count: usize,
        fields: Pack,
        buckets: Pack,
        versions: Pack,
        has_expected: bool,
    }
    let mut all = buckets_of(commit)?;
    let mut shards: [Shard; SHARDS] = Default::default();
    all.each(|shard, field, bucket, expected| {
        let shard = &mut shards[shard];
        shard.count += 1;
        shard.fields.string(field);
        shard.buckets.string(bucket);
        let Some(expected) = expected else {
            shard.versions.bool(false);
            return;
        };
        shard.has_expected = true;
        shard.versions.array(expected.len());
        for version in expected {
            let version = version.map(record::version_bytes);
            shard.versions.string(version.unwrap_or_default());
        }
    });
    let numbered = || shards.iter().enumerate().filter(|(_, it)| it.count > 0);
    pack.array(numbered().count());
    for (number, shard) in numbered() {
        pack.array(4);
        pack.string(number.to_string());
        pack.array(shard.count);
        pack.bytes.extend_from_slice(&shard.fields.bytes);
        pack.array(shard.count);
        pack.bytes.extend_from_slice(&shard.buckets.bytes);
        if shard.has_expected {
            pack.array(shard.count);
            pack.bytes.extend_from_slice(&shard.versions.bytes);
        } else {
            pack.bool(false);
        }
    }
    Ok(())
}

/// The shard of a bucket: FNV-1a of its field. This must never change, because stored data are found by it.
fn shard_of(field: &[u8]) -> usize {
    let hash = field.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) as usize % SHARDS
}
