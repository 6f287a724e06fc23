//! A source's position moves in the same step as the orders before it.

use domain::Measure::Orders;
use domain::{Commit, Known, PositionChange, fold};

use super::fixture::date;
use super::{Fixture, StoreFactory, durably, order, orders_of};
use crate::Committed;

const SOURCE: &str = "kinesis:orders:shardId-000";

fn step(source: &str, expected: Option<&str>, position: &str) -> PositionChange {
    PositionChange {
        source: source.to_owned(),
        expected: expected.map(str::to_owned),
        position: position.to_owned(),
    }
}

impl Fixture {
    async fn commit_at(&self, id: &str, positions: Vec<PositionChange>) -> Committed {
        let event = order(id, "2018-03-11T10:00:00Z").line("A", 1, "1.00");
        let orders = orders_of(&self.shop, &[event]);
        let known = Known {
            retained: self.retained().await,
            ..Known::default()
        };
        let mut commit = fold(&self.shop, &self.retention, &known, &orders).commit;
        commit.positions = positions;
        durably(&*self.store, &self.shop, &commit)
            .await
            .expect("the store takes commits")
    }

    async fn stands_at(&self, source: &str) -> Option<String> {
        self.store
            .position(&self.shop, source)
            .await
            .expect("a position is read")
    }
}

/// A position and its orders change together.
pub async fn a_position_moves_with_its_orders(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(it.stands_at(SOURCE).await, None);
    let steps = vec![step(SOURCE, None, "10"), step("other", None, "é:1 2")];
    assert_eq!(it.commit_at("1", steps).await, Committed::Applied);
    assert_eq!(it.stands_at(SOURCE).await.as_deref(), Some("10"));
    assert_eq!(it.stands_at("other").await.as_deref(), Some("é:1 2"));
    assert_eq!(
        it.commit_at("2", vec![step(SOURCE, Some("10"), "20")])
            .await,
        Committed::Applied
    );
    assert_eq!(it.stands_at(SOURCE).await.as_deref(), Some("20"));
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 2);
}

/// Reading nothing but duplicates still moves the position.
pub async fn a_position_may_move_alone(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let commit = Commit {
        positions: vec![step(SOURCE, None, "10")],
        ..Commit::default()
    };
    let answer = durably(&*it.store, &it.shop, &commit)
        .await
        .expect("it is taken");
    assert_eq!(answer, Committed::Applied);
    assert_eq!(it.stands_at(SOURCE).await.as_deref(), Some("10"));
}

/// A worker that was considered dead finds its position moved, and changes nothing.
pub async fn another_position_than_expected_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(
        it.commit_at("1", vec![step(SOURCE, None, "10")]).await,
        Committed::Applied
    );
    let before = it.picture(&[date("2018-03-11")]).await;
    for expected in [None, Some("9"), Some("1"), Some("100"), Some("")] {
        let Committed::Conflict(conflict) =
            it.commit_at("2", vec![step(SOURCE, expected, "11")]).await
        else {
            panic!("expected {expected:?}, but 10 is stored");
        };
        assert_eq!(
            conflict.positions,
            [(SOURCE.to_owned(), Some("10".to_owned()))]
        );
        assert!(conflict.entries.is_empty());
    }
    let Committed::Conflict(conflict) = it.commit_at("2", vec![step("new", Some("3"), "4")]).await
    else {
        panic!("nothing is stored of that source");
    };
    assert_eq!(conflict.positions, [("new".to_owned(), None)]);
    assert_eq!(it.picture(&[date("2018-03-11")]).await, before);
    assert_eq!(it.stands_at(SOURCE).await.as_deref(), Some("10"));
    assert_eq!(it.stands_at("new").await, None);
}

/// A commit that is refused because of an order leaves the position unchanged.
pub async fn a_refused_order_holds_the_position(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(
        it.commit_at("1", vec![step(SOURCE, None, "10")]).await,
        Committed::Applied
    );
    let answer = it
        .commit_at("1", vec![step(SOURCE, Some("10"), "20")])
        .await;
    assert!(matches!(answer, Committed::Conflict(_)), "{answer:?}");
    assert_eq!(it.stands_at(SOURCE).await.as_deref(), Some("10"));
}
