//! Kinesis.
//!
//! # The delivery guarantee
//!
//! Kinesis delivers at least once: it numbers the records of a shard and lets anybody read them
//! again for as long as the stream keeps them. The [driver](crate::driver) makes it exactly once:
//! the position, the sequence number of the last record, is committed with what was read up to it,
//! and compared there with the one before.
//!
//! Order by order the ledger holds beside that: an order counts once by its id, even where a
//! producer put it twice, into two shards, or where two streams bring it. An event without an id
//! is known by shard and sequence number, which a record keeps however often it is read; put twice,
//! it counts twice.
//!
//! What is lost is what Kinesis lost: a reader that is away for longer than the stream keeps its
//! records. `livetill_source_lag_seconds` shows it coming, and where reading goes on behind a gap it
//! is told (`kept.rs`).
//!
//! # Shards
//!
//! A split or merge closes shards and opens others. A shard is read when its parents are read to
//! their end, which their positions say; so for every partition key the order of the stream is kept.
//! Workers share the shards by leases in the store ([`ports::LeaseRequest`]). Leases only spare
//! work: nothing above depends on them.
//!
//! A stream is begun once (`start`): the place is written down in the store under the stream's
//! name, so that `latest` means the first start, not every one.
//!
//! A record that is no order is kept as a reject, with the shard as its source, in the same commit;
//! the shard moves on.

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
