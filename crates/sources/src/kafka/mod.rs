//! Kafka.
//!
//! # The delivery guarantee
//!
//! Kafka delivers at least once: it numbers the records of a partition and lets anybody read them again for as long as
//! the topic keeps them. The [driver](crate::driver) makes it exactly once: the position, the offset after the last
//! record, is committed with the records before it. No consumer group is needed: leases share the partitions, and
//! nothing is written to the cluster.
//!
//! Only committed records count. The broker returns what precedes its last stable offset, and names the aborted
//! transactions in it, whose records are skipped here (`batch.rs`).
//!
//! An event without an id is identified by topic, partition and offset. Only what Kafka loses is lost: records that
//! become too old before they are read. The broker says where its records begin, so such a gap is reported exactly. A
//! compacted topic silently removes records from its middle if a later one has the same key, so it is refused unless
//! the URL allows it.
//!
//! # Why no client library
//!
//! A fetch has to show which transactions were aborted and where its batches end, even if no record is left in them.
//! Pure clients keep both to themselves, and would count aborted orders or stop at the marker after them. So the
//! messages come from `kafka-protocol` and logins with passwords from `rsasl`. This module adds a connection, and
//! decodes batches within bounds of memory.

mod record;
mod url;

#[cfg(feature = "kafka")]
mod batch;
#[cfg(feature = "kafka")]
mod call;
#[cfg(feature = "kafka")]
mod cluster;
#[cfg(feature = "kafka")]
mod connection;
#[cfg(feature = "kafka")]
mod connector;
#[cfg(feature = "kafka")]
mod fetch;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
#[cfg(feature = "kafka")]
mod header;
#[cfg(feature = "kafka")]
mod login;
#[cfg(feature = "kafka")]
mod probe;
#[cfg(feature = "kafka")]
mod security;
#[cfg(feature = "kafka")]
mod unpack;

pub use record::{StreamRecord, decode_record, source_name};
pub use url::{KafkaUrl, Sasl};

#[cfg(feature = "kafka")]
pub use call::{CallError, Trouble};
#[cfg(feature = "kafka")]
pub use cluster::Cluster;
#[cfg(feature = "kafka")]
pub use connector::{KafkaConnector, PartitionReader};
#[cfg(feature = "kafka")]
pub use probe::{Probed, probe};
#[cfg(feature = "kafka")]
pub use security::{Secret, Security, Tokens};
