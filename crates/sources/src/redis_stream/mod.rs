//! Streams of Redis and Valkey, read as a consumer group.
//!
//! # The delivery guarantee
//!
//! Leases, commits and failures are the [driver](crate::driver)'s. A group hands each entry to one of its consumers and gives it to another when it was not
//! acknowledged for a while. So entries are worked on out of their order, by several at once, and
//! some of them twice; a single position that is compared, as for a shard of Kinesis, could only
//! make the consumers wait for each other. Here the parts are divided otherwise:
//!
//! - **The group shares the work**, entry by entry. Who comes to an end is taken over from:
//!   `claim` says after how long.
//! - **The ledger counts once.** An order is known by its id, and an event without one by the
//!   stream's key, the entry's id and its place, which stay what they are. An entry that is taken
//!   twice, in whatever order, changes nothing the second time. Put into the stream twice, an event
//!   without an id counts twice.
//! - **An entry is acknowledged after its commit**, never before. A consumer that dies in between
//!   leaves it to the next one.
//! - **What was acknowledged and then lost by the store** is found again, although the group will
//!   never deliver it again. Each consumer counts its commits on both sides: in the store, as its
//!   position in the commit itself, compared there; and beside the stream, in one step with the
//!   acknowledgement. A store that failed over and lost its last writes has the lower count. Any
//!   worker that sees it, at its start or within a third of `lease`, reads the stream again from the
//!   floor that the position names, whoever the entries were given to. The floor is the last entry
//!   before the group's first pending one, noted with each commit: everything that a consumer
//!   commits later stands behind it.
//!
//! A consumer has a numbered place, held by a lease in the store, so that a worker which starts
//! again finds the entries that it left behind, and names do not pile up.
//!
//! What is lost is what the stream lost: entries that were trimmed before they were read, or before
//! a store that failed over was found out. Trim by age or length with an hour to spare
//! (`XADD … MAXLEN ~`), not by what was acknowledged. What is missing is told (`gone.rs`).

mod connector;
mod entry;
mod gone;
mod group;
mod position;
mod probe;
mod url;

pub use connector::{EntryReader, RedisStreamConnector};
pub use entry::{Entry, EntryId, InvalidEntryId};
pub use position::Position;
pub use probe::{Probed, StreamState, probe};
pub use redis::{RedisError, aio::ConnectionLike};
pub use url::RedisStreamUrl;
