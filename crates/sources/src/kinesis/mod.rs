//! Kinesis.
//!
//! # The delivery guarantee
//!
//! Kinesis delivers at least once: it numbers the records of a shard, and lets anybody read them again for as long as
//! the stream keeps them. The [driver](crate::driver) makes that exactly once: the position, the sequence number of the
//! last record, is committed with the records before it, and compared there with the previous one.
//!
//! In addition, the ledger works order by order: an order counts once by its id, even if a producer puts it twice, or
//! into two shards, or if two streams bring it. An event without an id is identified by shard and sequence number,
//! which a record keeps however often it is read; if the event is put twice, it counts twice.
//!
//! Only what Kinesis loses is lost: a reader may be away for longer than the stream keeps its records.
//! `livetill_source_lag_seconds` shows this coming, and if reading continues after a gap, the gap is reported
//! (`kept.rs`).
//!
//! # Shards
//!
//! A split or merge closes shards and opens others. A shard is read once its parents have been read to their end, as
//! their positions say; so the sequence of the stream is kept for every partition key. Workers share the shards by
//! leases in the store ([`ports::LeaseRequest`]). Leases only save work: the guarantees above do not depend on them.
//!
//! A stream is begun once (`start`): the store records the place under the stream's name, so `latest` means the first
//! start, not every start.
//!
//! A record that is not an order is kept as a reject, with the shard as its source, in the same commit; the shard moves
//! on.

mod aggregate;
mod pace;
mod position;
mod record;
mod url;

#[cfg(feature = "aws")]
mod call;
#[cfg(feature = "aws")]
mod client;
#[cfg(feature = "aws")]
mod connector;
#[cfg(feature = "aws")]
mod kept;
#[cfg(feature = "aws")]
mod probe;
#[cfg(feature = "aws")]
mod put;

pub use aggregate::{Aggregate, BrokenAggregate, MAGIC, UserRecord};
pub use pace::Pace;
pub use position::Position;
pub use record::{StreamRecord, decode_record, source_name};
pub use url::KinesisUrl;

#[cfg(feature = "aws")]
pub use client::connect;
#[cfg(feature = "aws")]
pub use connector::{KinesisConnector, ShardReader};
#[cfg(feature = "aws")]
pub use probe::{ProbeError, Probed, probe};
#[cfg(feature = "aws")]
pub use put::{Producer, PutError};
