//! Which memos may be stored, by the hashes of their keys.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// The keys of a shop's memos, as 4 bytes of each one's hash, 5 to 10 bytes in all. Of keys that are not there, one in
/// thousands looks as if it were, and is then searched in vain.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Twice where two keys have the same: when one is removed, the other is still found.
    hashes: HashTable<u32>,
}

/// The part of a key's hash that is kept.
fn kept(key: &str) -> u32 {
    xxh3_64(key.as_bytes()) as u32
}

/// A hash as the table wants it, spread over all bits.
fn spread(hash: &u32) -> u64 {
    u64::from(*hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Keys {
    /// Whether there may be a memo with this key; `false` is sure.
    pub(super) fn may_have(&self, key: &str) -> bool {
        let hash = kept(key);
        self.hashes.find(spread(&hash), |it| *it == hash).is_some()
    }

    /// Adds the key of a new memo.
    pub(super) fn add(&mut self, key: &str) {
        let hash = kept(key);
        self.hashes.insert_unique(spread(&hash), hash, spread);
    }

    /// Removes the key of a memo that is there.
    pub(super) fn remove(&mut self, key: &str) {
        let hash = kept(key);
        if let Ok(found) = self.hashes.find_entry(spread(&hash), |it| *it == hash) {
            found.remove();
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_while_it_is_there_even_beside_one_with_the_same_hash() {
        let mut keys = Keys::default();
        let all: Vec<String> = (0..200_000).map(|it| format!("shopify:{it}")).collect();
        let mut by_hash = std::collections::HashMap::new();
        let twins = all.iter().find_map(|key| {
            let other = by_hash.insert(kept(key), key)?;
            Some((other, key))
        });
        let (one, other) = twins.unwrap();
        all.iter().for_each(|key| keys.add(key));
        assert!(all.iter().all(|key| keys.may_have(key)));
        keys.remove(one);
        assert!(keys.may_have(other));
        keys.remove(other);
        assert!(!keys.may_have(one) && !keys.may_have(other));
        all.iter()
            .filter(|key| *key != one && *key != other)
            .for_each(|key| keys.remove(key));
        assert_eq!(keys.len(), 0);
    }
}
