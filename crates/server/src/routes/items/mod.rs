//! Items: the leaderboards, the feed, and one item's days.

pub(crate) mod history;
pub(crate) mod item;
pub(crate) mod latest;
pub(crate) mod popular;
pub(crate) mod report;
