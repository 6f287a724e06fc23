//! ElastiCache node types.

use anyhow::Context;
use serde::Deserialize;

/// The share that ElastiCache reserves by default for backups and failover.
const RESERVED: f64 = 0.25;

/// A node type of ElastiCache.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct NodeType {
    pub node_type: String,
    /// `maxmemory`, including the reserved share.
    pub memory_bytes: f64,
    pub cores: u32,
    pub network_gbit: f64,
}

impl NodeType {
    /// Bytes for data.
    pub(crate) fn usable_bytes(&self) -> f64 {
        self.memory_bytes * (1.0 - RESERVED)
    }
}

/// All node types, the smallest first.
///
/// # Errors
/// When the table cannot be read.
pub(crate) fn all() -> anyhow::Result<Vec<NodeType>> {
    let table = include_bytes!("elasticache.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(&table[..]);
    let nodes = reader.deserialize().collect::<Result<_, _>>();
    nodes.context("in the built-in table of node types")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_possible() {
        let nodes = all().unwrap();
        assert!(nodes.len() > 10);
        assert!(nodes.is_sorted_by(|a, b| a.memory_bytes < b.memory_bytes));
        assert!(
            nodes
                .iter()
                .all(|node| node.node_type.starts_with("cache."))
        );
        let micro = &nodes[0];
        assert_eq!(
            micro.usable_bytes(),
            402_653_184.0,
            "as AWS says of 0.5 GiB"
        );
    }
}
