//! Finds the orders whose rows are scattered over the files, in bounded memory. It compares hashes of ids and versions,
//! and sorts them on disk if there are too many. A hash collision only sends an order down the slower path.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::parse_whole;

use super::super::spill::{Extent, Spill};
use super::identities::without_fraction;

/// How many hashes are read at a time from what was sorted on disk.
const PIECE: usize = 8 * 1024;

/// The orders whose rows are scattered.
pub(super) enum Apart {
    /// Sorted hashes.
    Some(Vec<u64>),
    All,
}

impl Apart {
    pub(super) fn are_none(&self) -> bool {
        matches!(self, Apart::Some(hashes) if hashes.is_empty())
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        match self {
            Apart::Some(hashes) => !hashes.is_empty() && hashes.binary_search(&hash).is_ok(),
            Apart::All => true,
        }
    }
}

/// The hash of id and version, which together identify an order. Ids that may turn out to be equal have equal hashes.
pub(super) fn hash_of(version: Option<&str>, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    match version.map_or(Ok(0), parse_whole) {
        Ok(version) => version.hash(&mut hasher),
        Err(_) => version.hash(&mut hasher),
    }
    without_fraction(id).unwrap_or(id).hash(&mut hasher);
    hasher.finish()
}

/// Whether two rows have the same version.
pub(super) fn is_one_version(one: Option<&str>, other: Option<&str>) -> bool {
    let meant = |version: Option<&str>| version.map_or(Ok(0), parse_whole);
    one == other || matches!((meant(one), meant(other)), (Ok(one), Ok(other)) if one == other)
}

/// One hash for each run of consecutive rows of one order.
pub(super) struct Stretches {
    hashes: Vec<u64>,
    room: usize,
    /// With more repeated hashes than this, all orders are treated as scattered.
    most: usize,
    /// Sorted runs of hashes on disk, each in pieces.
    runs: Vec<Vec<Extent>>,
    spill: Spill,
    twice: Vec<u64>,
}

impl Stretches {
    /// `room` is how many hashes fit in memory. With more than `most` repeated hashes, all orders count as scattered.
    pub(super) fn new(room: usize, most: usize) -> Stretches {
        Stretches {
            hashes: Vec::new(),
            room,
            most,
            runs: Vec::new(),
            spill: Spill::new(0),
            twice: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, hash: u64) -> anyhow::Result<()> {
        if self.twice.len() > self.most {
            return Ok(());
        }
        if self.hashes.len() == self.room {
            self.sort();
            let mut run = Vec::new();
            for piece in self.hashes.chunks(PIECE) {
                let bytes = piece.iter().flat_map(|hash| hash.to_le_bytes()).collect();
                run.push(self.spill.keep(bytes)?);
            }
            self.runs.push(run);
            self.hashes.clear();
        }
        self.hashes.push(hash);
        Ok(())
    }

    fn sort(&mut self) {
        self.hashes.sort_unstable();
        let twice = self.hashes.windows(2).filter(|pair| pair[0] == pair[1]);
        self.twice.extend(twice.map(|pair| pair[0]));
        self.hashes.dedup();
    }

    /// The hashes that were added more than once.
    pub(super) fn apart(mut self) -> anyhow::Result<Apart> {
        self.sort();
        let mut runs: Vec<Run> = Vec::new();
        for extents in self.runs {
            runs.push(Run {
                hashes: Vec::new().into_iter(),
                extents: extents.into_iter(),
            });
        }
        if !runs.is_empty() {
            runs.push(Run {
                hashes: self.hashes.into_iter(),
                extents: Vec::new().into_iter(),
            });
        }
        let mut heap = BinaryHeap::new();
        for (index, run) in runs.iter_mut().enumerate() {
            heap.extend(
                run.next(&mut self.spill)?
                    .map(|hash| Reverse((hash, index))),
            );
        }
        let mut before = None;
        while let Some(Reverse((hash, index))) = heap.pop() {
            if self.twice.len() > self.most {
                break;
            }
            if before == Some(hash) {
                self.twice.push(hash);
            }
            before = Some(hash);
            heap.extend(
                runs[index]
                    .next(&mut self.spill)?
                    .map(|hash| Reverse((hash, index))),
            );
        }
        if self.twice.len() > self.most {
            return Ok(Apart::All);
        }
        self.twice.sort_unstable();
        self.twice.dedup();
        Ok(Apart::Some(self.twice))
    }
}

struct Run {
    hashes: std::vec::IntoIter<u64>,
    extents: std::vec::IntoIter<Extent>,
}

impl Run {
    fn next(&mut self, spill: &mut Spill) -> anyhow::Result<Option<u64>> {
        if let Some(hash) = self.hashes.next() {
            return Ok(Some(hash));
        }
        let Some(extent) = self.extents.next() else {
            return Ok(None);
        };
        let bytes = spill.read(extent)?;
        let (hashes, _) = bytes.as_chunks::<8>();
        let hashes: Vec<u64> = hashes
            .iter()
            .map(|hash| u64::from_le_bytes(*hash))
            .collect();
        self.hashes = hashes.into_iter();
        Ok(self.hashes.next())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_version_and_one_number_are_one_order() {
        assert_eq!(hash_of(Some("2.0"), "7"), hash_of(Some("2"), "7.0"));
        assert_eq!(hash_of(None, "7"), hash_of(Some("0"), "7"));
        assert_ne!(hash_of(Some("1"), "7"), hash_of(Some("2"), "7"));
    }

    proptest! {
        #[test]
        fn what_comes_twice_is_found(hashes in prop::collection::vec(0_u64..60, 0..80), room in 1_usize..20) {
            let mut stretches = Stretches::new(room, 100);
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            for hash in &hashes {
                stretches.add(*hash).unwrap();
                *counts.entry(*hash).or_default() += 1;
            }
            let apart = stretches.apart().unwrap();
            for (hash, count) in counts {
                prop_assert_eq!(apart.has(hash), count > 1, "{} of {:?}", hash, &hashes);
            }
        }
    }
}
