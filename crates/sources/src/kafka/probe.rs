//! Checks whether a topic can be read, with the requests that a worker makes. Nothing is committed.

use super::cluster::At;
use super::{CallError, Cluster};

/// A readable topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Its partitions.
    pub partitions: usize,
    /// Records in all partitions, including markers of transactions.
    pub records: i64,
}

/// Checks each partition, as a worker would.
///
/// # Errors
/// [`CallError`] of the first call that failed.
pub async fn probe(cluster: &Cluster) -> Result<Probed, CallError> {
    let partitions = cluster.partitions().await?;
    let mut probed = Probed {
        partitions: partitions.len(),
        records: 0,
    };
    for partition in partitions {
        let Some(mut leader) = cluster.leader(partition).await? else {
            continue;
        };
        let earliest = cluster.offset(&mut leader, partition, At::Earliest).await?;
        let latest = cluster.offset(&mut leader, partition, At::Latest).await?;
        probed.records += latest.unwrap_or_default() - earliest.unwrap_or_default();
    }
    Ok(probed)
}
