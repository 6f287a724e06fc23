//! A shop in a file: everything that a store has about it, to be restored into any other store.
//!
//! A backup is JSON, one object per line, compressed by zstd. Each object has one member, named by its kind:
//!
//! | kind | how many | |
//! |---|---|---|
//! | `archive` | one, first | the format's number, the version of Livetill that wrote it, and when |
//! | `shop` | one | the shop with its time zone, currency, channels and retained days, and from when on its sums are complete |
//! | `item` | each item ever sold | SKU, all-time units, newest name and the time of the order that gave it |
//! | `order` | each order of the retained days | as in the ledger |
//! | `total` | each dropped day | its sums |
//! | | before the orders: each retained day that the original design counted | its sums without the orders that follow |
//! | `slices` | each dropped day with sums by channel and country | these sums, since format 3 |
//! | `left` | each dropped day whose items are known | what its items sold and got back, since format 4 |
//! | `latest` | at most 100 | the feed, newest first |
//! | `reject` | each kept reject | oldest first |
//! | `position` | each source | how far it was read |
//! | `figures` | each retained day | what the store showed, to compare a restored one with |
//! | `popular` | one | the top of the all-time leaderboard, for the same purpose |
//! | `end` | one, last | how many lines came before, and the SHA-256 of their bytes |
//!
//! Sums are written by the names of their measures, without those that are 0. In format 1 each had a member, and an
//! hour was an array. A file may contain several backups, one after another. Amounts are integers in the currency's
//! minor unit, prices are in millionths of the unit, times in milliseconds since 1970. A later format may add kinds and
//! members under a higher number; this version reads every format up to its own.

mod figures;
mod left;
mod line;
mod order;
mod read;
mod recount;
mod restore;
mod shop;
mod slices;
mod sums;
mod value;
mod write;
mod writer;

pub use read::{BackupReader, Contents, InvalidBackup};
pub use restore::{RestoreError, Restored, restore};
pub use value::InvalidValue;
pub use write::backup;
pub use writer::BackupError;

/// The number of the format.
const FORMAT: u32 = 4;
