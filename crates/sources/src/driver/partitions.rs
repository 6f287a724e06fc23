//! Which partitions may be read. A split or merge closes some and opens others for the same keys, and the records of
//! the closed ones come first.

use std::collections::HashSet;

use super::Partition;

/// The partitions that have records left and whose predecessors have none. A predecessor that is no longer listed is
/// past its retention and cannot be read.
pub(super) fn readable(partitions: &[Partition], is_over: impl Fn(&str) -> bool) -> Vec<&str> {
    let names = partitions.iter().map(|partition| partition.name.as_str());
    let left: HashSet<&str> = names.filter(|name| !is_over(name)).collect();
    let is_readable = |partition: &&Partition| {
        let waits = partition
            .after
            .iter()
            .any(|before| left.contains(before.as_str()));
        left.contains(partition.name.as_str()) && !waits
    };
    let found = partitions.iter().filter(is_readable);
    found.map(|partition| partition.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(name: &str, after: &[&str]) -> Partition {
        Partition {
            name: name.to_owned(),
            after: after.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn parents_come_before_children() {
        let partitions = [
            partition("a", &["gone"]),
            partition("b", &[]),
            partition("a1", &["a"]),
            partition("a2", &["a"]),
            partition("m", &["a2", "b"]),
        ];
        let at = |over: &[&str]| readable(&partitions, |name| over.contains(&name));
        assert_eq!(at(&[]), ["a", "b"]);
        assert_eq!(at(&["a"]), ["b", "a1", "a2"]);
        assert_eq!(at(&["a", "a2"]), ["b", "a1"]);
        assert_eq!(at(&["a", "b", "a1", "a2"]), ["m"]);
    }
}
