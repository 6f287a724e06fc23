//! The numbers that all parts of the store agree on.

/// The format numbers of keys and records. A shop has the first format until the first commit with measures beyond the
/// original ones. That commit sets the second, so that servers that only write the first can go on until then, and no
/// longer. Likewise, the first order with a channel or country sets the third, and the first commit of a shop that
/// keeps amounts by line sets the fourth. The fifth has narrow pages (see page.rs). A shop that keeps amounts by line
/// from its first item starts with it, and any other changes to it if the store's URL says so. The first order that
/// was converted sets the sixth, which has narrow pages too. A shop of format 1 is upgraded when it is opened (see
/// upkeep/upgrade.rs). A shop of any other format is not touched.
pub(crate) const FORMATS: [&str; 6] = ["2", "3", "4", "5", "6", "7"];
/// The indexes of three formats: with amounts by line, the first with narrow pages, and the first in which orders keep
/// their original currency data.
pub(crate) const AMOUNTS_FORMAT: usize = 3;
pub(crate) const NARROW_FORMAT: usize = 4;
pub(crate) const CONVERTED_FORMAT: usize = 5;

/// How many hashes the ledger is spread over: no single key grows to the size of the whole ledger, and a commit's
/// buckets still form long, cheap runs.
pub(crate) const SHARDS: usize = 16;

/// Sizes of a leaderboard's sorted set: cut when longer than the first, to about the second, and refilled when shorter
/// than the third.
pub(crate) type BoardSizes = [i64; 3];
/// The all-time set is correct for the top 1,000 when read with plain commands.
pub(crate) const TOP: BoardSizes = [2_000, 1_400, 1_000];
/// A day's set serves the board; deeper pages are read from the units.
pub(crate) const DAY_TOP: BoardSizes = [800, 400, 100];

/// An amount or a count exceeds what Redis can count.
#[derive(Debug)]
pub(crate) struct TooLarge;
