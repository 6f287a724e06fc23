//! A lease has one owner until it expires, is released or is taken over.

use std::time::Duration;

use super::{Fixture, StoreFactory};
use crate::{Claim, LeaseRequest};

const GROUP: &str = "kinesis:orders";
/// Longer than any case takes.
const LONG: Duration = Duration::from_secs(600);

fn claims(names: &[&str], from: Option<&str>) -> Vec<Claim> {
    let claim = |name: &&str| Claim {
        name: (*name).to_owned(),
        from: from.map(str::to_owned),
    };
    names.iter().map(claim).collect()
}

impl Fixture {
    /// The leases afterwards as `name=owner`, by name.
    async fn lease(&self, request: &LeaseRequest<'_>) -> Vec<String> {
        let leases = self.store.lease(&self.shop, request).await;
        let leases = leases.expect("leases are granted");
        let mut leases: Vec<String> = leases
            .into_iter()
            .map(|lease| format!("{}={}", lease.name, lease.owner))
            .collect();
        leases.sort_unstable();
        leases
    }

    async fn take(&self, owner: &str, names: &[&str]) -> Vec<String> {
        self.lease(&LeaseRequest {
            group: GROUP,
            owner,
            lasts: LONG,
            take: &claims(names, None),
            release: &[],
        })
        .await
    }
}

/// The second worker is refused, and sees who was first. Renewing is taking again.
pub async fn a_lease_has_one_owner(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(it.take("a", &[]).await, [""; 0]);
    assert_eq!(it.take("a", &["1", "2"]).await, ["1=a", "2=a"]);
    assert_eq!(it.take("b b", &["2", "3"]).await, ["1=a", "2=a", "3=b b"]);
    assert_eq!(it.take("a", &["1", "3"]).await, ["1=a", "2=a", "3=b b"]);
}

/// It is free again when it is not renewed in time.
pub async fn a_lease_runs_out(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let short = LeaseRequest {
        group: GROUP,
        owner: "a",
        lasts: Duration::from_millis(20),
        take: &claims(&["1"], None),
        release: &[],
    };
    it.lease(&short).await;
    it.take("a", &["2"]).await;
    while it.take("b", &["1"]).await != ["1=b", "2=a"] {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Its former owner no longer matters.
    assert_eq!(it.lease(&short).await, ["1=b", "2=a"]);
}

/// Releasing leases of others has no effect.
pub async fn a_lease_is_given_back_by_its_owner_alone(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.take("a", &["1", "2"]).await;
    let given = ["1".to_owned(), "9".to_owned()];
    let give = |owner| LeaseRequest {
        group: GROUP,
        owner,
        lasts: LONG,
        take: &[],
        release: &given,
    };
    assert_eq!(it.lease(&give("b")).await, ["1=a", "2=a"]);
    assert_eq!(it.lease(&give("a")).await, ["2=a"]);
    assert_eq!(it.take("b", &["1"]).await, ["1=b", "2=a"]);
}

/// If two workers want the same lease of a third, only one gets it.
pub async fn a_lease_is_taken_over_from_whom_it_was_seen_with(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.take("a", &["1", "2"]).await;
    let claims = claims(&["1"], Some("a"));
    let steal = |owner| LeaseRequest {
        group: GROUP,
        owner,
        lasts: LONG,
        take: &claims,
        release: &[],
    };
    assert_eq!(it.lease(&steal("b")).await, ["1=b", "2=a"]);
    assert_eq!(it.lease(&steal("c")).await, ["1=b", "2=a"]);
    assert_eq!(it.take("a", &["1"]).await, ["1=b", "2=a"]);
}

/// The same name in another group or shop is another lease.
pub async fn groups_and_shops_have_leases_of_their_own(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.take("a", &["1"]).await;
    let other = LeaseRequest {
        group: "kinesis:returns",
        owner: "b",
        lasts: LONG,
        take: &claims(&["1"], None),
        release: &[],
    };
    assert_eq!(it.lease(&other).await, ["1=b"]);
    let there = Fixture::over(it.store.clone(), &format!("{}-2", factory.shop())).await;
    assert_eq!(there.take("c", &["1"]).await, ["1=c"]);
    assert_eq!(it.take("c", &["1"]).await, ["1=a"]);
}
