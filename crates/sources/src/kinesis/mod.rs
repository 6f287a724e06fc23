//! Kinesis.
//!
//! # The delivery guarantee
//!
//! Kinesis delivers at least once: it numbers the records of a shard and lets anybody read them
//! again for as long as the stream keeps them. What makes it exactly once here is that **the store,
//! not the reader, knows where a shard stands**. The position, the sequence number of the last
//! record, is part of the commit of what was read up to it
//! ([`PositionChange`](domain::PositionChange)), and the store applies a commit only if the position
//! before it is the one that the reader started from. So:
//!
//! - **A reader that dies** leaves a position and its effect, or neither. Who comes next goes on
//!   from the position.
//! - **Two readers of one shard**, because a lease ran out under a slow one, race for each commit.
//!   One wins; the other is told that the position moved, and reads on from where the store says.
//! - **A reader that was frozen** for an hour and thawed sends the commit it had in hand. It is
//!   refused for the same reason.
//! - **A store that failed over and lost its last writes** lost the positions with the orders. The
//!   next commit expects a position that is not there; the reader goes back to the one that is, and
//!   reads again what was lost. A shard that is quiet asks the store every few seconds.
//! - **A commit whose answer was lost** is found out in the same way: the position moved.
//!
//! Order by order the ledger holds beside that: an order counts once by its id, even where a
//! producer put it twice, into two shards, or where two streams bring it. An event without an id
//! is known by shard and sequence number, which a record keeps however often it is read; put twice,
//! it counts twice.
//!
//! What is lost is what Kinesis lost: a reader that is away for longer than the stream keeps its
//! records. `livetill_source_lag_seconds` shows it coming.
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
mod shards;
mod share;
mod url;

#[cfg(feature = "aws")]
mod call;
#[cfg(feature = "aws")]
mod client;
#[cfg(feature = "aws")]
mod probe;
#[cfg(feature = "aws")]
mod put;
#[cfg(feature = "aws")]
mod reader;
#[cfg(feature = "aws")]
mod worker;

pub use aggregate::{Aggregate, BrokenAggregate, MAGIC, UserRecord};
pub use pace::Pace;
pub use position::{Position, Start};
pub use record::{StreamRecord, decode_record, source_name};
pub use shards::{Shard, readable};
pub use share::{claims, presence, shards_of};
pub use url::{KinesisUrl, StartOption};

#[cfg(feature = "aws")]
pub use client::connect;
#[cfg(feature = "aws")]
pub use probe::{ProbeError, Probed, probe};
#[cfg(feature = "aws")]
pub use put::{Producer, PutError};
#[cfg(feature = "aws")]
pub use worker::KinesisSource;
