//! Items: the leaderboards and the feed.

pub(crate) mod latest;
pub(crate) mod popular;
