//! Reads and writes bytes: every key and record of the store. No I/O here.

pub(crate) mod bucket;
pub(crate) mod bytes;
pub(crate) mod day;
pub(crate) mod dictionary;
pub(crate) mod feed;
pub(crate) mod first_days;
pub(crate) mod keys;
pub(crate) mod leaderboard;
pub(crate) mod left;
pub(crate) mod page;
pub(crate) mod record;
pub(crate) mod reject;
pub(crate) mod sizes;
pub(crate) mod slices;
pub(crate) mod text;
pub(crate) mod totals;
