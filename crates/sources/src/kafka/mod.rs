//! Kafka.
//!
//! # The delivery guarantee
//!
//! Kafka delivers at least once: it numbers the records of a partition and lets anybody read them
//! again for as long as the topic keeps them. The [driver](crate::driver) makes it exactly once: the
//! position, the offset behind the last record, is committed with what was read up to it. No consumer
//! group is needed: leases share the partitions, and nothing is written to the cluster.
//!
//! Only committed records count. The broker gives what stands before its last stable offset, and
//! names the transactions in it that were aborted, whose records are passed over here (`batch.rs`).
//!
//! An event without an id is known by topic, partition and offset. What is lost is what Kafka lost:
//! records that are too old before they are read. The broker says where it begins, so such a gap is
//! told exactly. A compacted topic removes records that share a key with a later one, in silence and
//! from the middle: it is refused unless the URL allows it.
//!
//! # Why no client library
//!
//! A fetch has to say which transactions were aborted and where its batches end, also where no record
//! is left in them; pure clients keep both to themselves, and would count aborted orders or stop at
//! the marker behind them. So the messages are `kafka-protocol`'s, logins `rsasl`'s, and what is here
//! is a connection, and the reading of batches within bounds of memory.

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
pub use security::Security;
