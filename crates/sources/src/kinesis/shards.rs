//! Which shards may be read: a split or merge closes shards and opens others for the same keys, and
//! what was put into the old ones comes first.

use std::collections::{HashMap, HashSet};

use super::Position;

/// A shard as Kinesis lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its id.
    pub id: String,
    /// The shards it was made of by a split (one) or a merge (two), if they are known.
    pub parents: Vec<String>,
}

/// The shards that have something left to read and whose parents have not. A parent that is listed
/// no more is past its retention: nobody can read it.
pub fn readable<'s>(
    shards: &'s [Shard],
    positions: &HashMap<String, Position>,
) -> impl Iterator<Item = &'s str> {
    let is_over = |id: &str| positions.get(id) == Some(&Position::End);
    let left: HashSet<&str> = shards
        .iter()
        .map(|shard| shard.id.as_str())
        .filter(|id| !is_over(id))
        .collect();
    shards
        .iter()
        .filter(move |shard| {
            let waits = shard
                .parents
                .iter()
                .any(|parent| left.contains(parent.as_str()));
            left.contains(shard.id.as_str()) && !waits
        })
        .map(|shard| shard.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(id: &str, parents: &[&str]) -> Shard {
        Shard {
            id: id.to_owned(),
            parents: parents.iter().map(ToString::to_string).collect(),
        }
    }

    fn at(shards: &[Shard], over: &[&str]) -> Vec<String> {
        let mut positions: HashMap<String, Position> = over
            .iter()
            .map(|id| (id.to_string(), Position::End))
            .collect();
        positions.insert("b".into(), Position::After("7".into()));
        readable(shards, &positions).map(str::to_owned).collect()
    }

    #[test]
    fn parents_come_before_children() {
        let shards = [
            shard("a", &["gone"]),
            shard("b", &[]),
            shard("a1", &["a"]),
            shard("a2", &["a"]),
            shard("m", &["a2", "b"]),
        ];
        assert_eq!(at(&shards, &[]), ["a", "b"]);
        assert_eq!(at(&shards, &["a"]), ["b", "a1", "a2"]);
        assert_eq!(at(&shards, &["a", "a2"]), ["b", "a1"]);
        let mut merged: HashMap<String, Position> = HashMap::new();
        for id in ["a", "b", "a1", "a2"] {
            merged.insert(id.into(), Position::End);
        }
        assert_eq!(readable(&shards, &merged).collect::<Vec<_>>(), ["m"]);
    }
}
