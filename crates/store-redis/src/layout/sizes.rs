//! The numbers that all parts of the store agree on.

/// The numbers of the layout of keys and records. A shop has the first until the first commit that counts
/// measures beyond those of old: it sets the second, so that servers that write the first alone go on
/// until then, and no longer. The first order that says its channel or country sets the third likewise, and the fourth the first
/// commit of a shop that keeps amounts by line. The fifth has narrow pages (see page.rs): with them begins a shop that keeps amounts
/// by line from its first commit on, and any other goes over when the store's URL says so. One of
/// format 1 is upgraded when it is opened (see upkeep/upgrade.rs); one of
/// any other is not touched.
pub(crate) const FORMATS: [&str; 5] = ["2", "3", "4", "5", "6"];
/// The place among them of the one that keeps amounts by line, and of that with narrow pages.
pub(crate) const AMOUNTS_FORMAT: usize = 3;
pub(crate) const NARROW_FORMAT: usize = 4;

/// How many hashes the ledger is spread over: no single key grows to the size of the whole ledger,
/// and a commit's buckets still go in long, cheap runs.
pub(crate) const SHARDS: usize = 16;

/// Sizes of a leaderboard's sorted set: cut when longer than the first, to about the second, and
/// refilled when shorter than the third.
pub(crate) type BoardSizes = [i64; 3];
/// The all-time one is right for the top 1,000 when it is read with plain commands.
pub(crate) const TOP: BoardSizes = [2_000, 1_400, 1_000];
/// A day's serves the board; deeper pages are read from the units.
pub(crate) const DAY_TOP: BoardSizes = [800, 400, 100];

/// An amount or a count is beyond what Redis counts in.
#[derive(Debug)]
pub(crate) struct TooLarge;
