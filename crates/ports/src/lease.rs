//! Divides work among several workers, for a while.
//!
//! Leases only share work; correctness never depends on them. A worker that was frozen may believe in a lease that
//! expired long ago; whatever it then commits is refused because of its position.

use std::time::Duration;

/// A worker's request, granted in one step.
#[derive(Clone, Debug)]
pub struct LeaseRequest<'a> {
    /// The group of leases, such as `kinesis:orders`. Other groups are not touched.
    pub group: &'a str,
    /// The worker's unique name.
    pub owner: &'a str,
    /// How long a lease lasts without renewal, by the store's clock.
    pub lasts: Duration,
    /// What to take or renew, each independently. A lease that somebody else holds is not granted.
    pub take: &'a [Claim],
    /// What to release. Leases of others are not touched.
    pub release: &'a [String],
}

/// A lease that a worker wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The leased thing, such as a shard.
    pub name: String,
    /// Also take it from this worker, but from no other: this redistributes work.
    pub from: Option<String>,
}

/// An unexpired lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The leased thing.
    pub name: String,
    /// Its holder.
    pub owner: String,
}
