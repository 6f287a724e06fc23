//! Whether a topic can be read, found out by the calls that a worker makes. Nothing is committed.

use super::cluster::At;
use super::{CallError, Cluster};

/// What there is of a topic that can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Its partitions.
    pub partitions: usize,
    /// Records that are there, in all of them; markers of transactions are counted among them.
    pub records: i64,
}

/// Looks at each partition, as a worker would.
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
