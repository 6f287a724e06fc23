//! Who of several workers does what, for a while.
//!
//! Leases share work; nothing is right because of them. A worker that was frozen may believe in a
//! lease that ran out long ago, and what it commits then is refused for its position.

use std::time::Duration;

/// What a worker asks for in one step.
#[derive(Clone, Debug)]
pub struct LeaseRequest<'a> {
    /// The leases it is about, such as `kinesis:orders`. Those of other groups are not touched.
    pub group: &'a str,
    /// The worker, by a name that no other has.
    pub owner: &'a str,
    /// How long what is taken lasts without being renewed, by the store's clock.
    pub lasts: Duration,
    /// What to take or renew, each on its own: who has one that somebody else holds goes without.
    pub take: &'a [Claim],
    /// What to give back. Leases of others stay theirs.
    pub release: &'a [String],
}

/// A lease that a worker wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What is leased, such as a shard.
    pub name: String,
    /// Also take it while this worker holds it, but no other: work is shared anew this way.
    pub from: Option<String>,
}

/// A lease that has not run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What is leased.
    pub name: String,
    /// Who has it.
    pub owner: String,
}
