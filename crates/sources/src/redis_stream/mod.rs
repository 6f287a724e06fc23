//! Streams of Redis and Valkey, read as a consumer group.
//!
//! # The delivery guarantee
//!
//! The [driver](crate::driver) handles leases, commits and failures. A group gives each entry to one of its consumers,
//! and to another one if it stays unacknowledged for a while. So several consumers work on entries out of sequence, and
//! on some of them twice. Comparing a single position, as for a Kinesis shard, would only make the consumers wait for
//! each other. Here the parts are divided differently:
//!
//! - **The group shares the work**, entry by entry. If a consumer ends, another takes over; `claim` says after how
//!   long.
//! - **The ledger counts once.** An order is identified by its id, and an event without one by the stream's key, the
//!   entry's id and its place, which never change. An entry that is taken twice, in whatever sequence, changes nothing
//!   the second time. An event without an id that is put into the stream twice counts twice.
//! - **An entry is acknowledged after its commit**, never before. A consumer that dies in between leaves it to the next
//!   one.
//! - **What was acknowledged and then lost by the store** is found again, although the group will never redeliver it.
//!   Each consumer counts its commits on both sides: in the store, as its position in the commit itself, compared
//!   there; and next to the stream, in one step with the acknowledgement. A store that failed over and lost its last
//!   writes has the lower count. A worker that sees this, at its start or within a third of `lease`, reads the stream
//!   again from the floor that the position names, whichever consumers had the entries. The floor is the last entry
//!   before the group's first pending one, recorded with each commit: everything that a consumer commits later comes
//!   after it.
//!
//! A consumer has a numbered place, held by a lease in the store, so a restarted worker finds the entries that it left
//! behind, and names do not pile up.
//!
//! Only what the stream loses is lost: entries trimmed before they were read, or before a failover of the store was
//! noticed. Trim by age or length with an hour to spare (`XADD … MAXLEN ~`), not by what was acknowledged. Missing
//! entries are reported (`gone.rs`).

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
