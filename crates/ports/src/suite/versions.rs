//! Corrections: the difference between two versions of an order is applied.

use domain::Measure::{Discounts, Orders, Returns, Revenue, Shipping, Tax, Units};
use domain::{OrderFilter, Outcome, Standing};

use super::fixture::{date, units};
use super::{Event, Fixture, StoreFactory, order};

const AT: &str = "2018-03-11T10:00:00Z";

/// Quantities, items and prices change by the difference.
pub async fn a_higher_version_applies_the_difference(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", AT).line("A", 2, "1.00").line("B", 1, "5.00")])
        .await;
    let second = order("1", AT)
        .line("A", 3, "1.50")
        .line("C", 1, "0.25")
        .version(1);
    assert_eq!(it.commit(&[second]).await, [Outcome::Updated]);
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (
            day.sums[Orders],
            day.sums[Units],
            day.unique_items,
            day.sums[Revenue]
        ),
        (1, 4, 2, 475)
    );
    assert_eq!(it.leaders(None).await, units(&[("A", 3), ("C", 1)]));
    assert_eq!(
        it.leaders(Some(date("2018-03-11"))).await,
        units(&[("A", 3), ("C", 1)])
    );
}

/// Amounts are subtracted from the old day and hour, and added to the new ones.
pub async fn a_version_may_move_the_day_and_hour(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", AT).line("A", 2, "1.00"),
        order("2", AT).line("A", 1, "1.00"),
    ])
    .await;
    it.commit(&[order("1", "2018-03-12T15:30:00Z")
        .line("A", 2, "1.00")
        .version(9)])
        .await;
    let board = it.board("2018-03-12").await;
    let (old, new) = (&board.week[5], &board.week[6]);
    assert_eq!(
        (
            old.sums[Orders],
            old.sums[Units],
            old.sums[Revenue],
            old.hours[10][Revenue]
        ),
        (1, 1, 100, 100)
    );
    assert_eq!(
        (
            new.sums[Orders],
            new.sums[Units],
            new.sums[Revenue],
            new.hours[15][Revenue]
        ),
        (1, 2, 200, 200)
    );
    assert_eq!(it.leaders(None).await, units(&[("A", 3)]));
    assert_eq!(board.yesterday_minutes[0].1.orders, 1);
}

/// Duplicates and late arrivals change nothing.
pub async fn a_lower_or_equal_version_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", AT).line("A", 2, "1.00").version(5)])
        .await;
    let before = it.picture(&[date("2018-03-11")]).await;
    for version in [5, 4, 0, -1, i64::MIN] {
        let late = order("1", AT).line("B", 7, "9.00").version(version);
        assert_eq!(it.commit(&[late]).await, [Outcome::Duplicate], "{version}");
    }
    assert_eq!(it.picture(&[date("2018-03-11")]).await, before);
}

/// A cancellation takes everything back, including returns.
pub async fn a_cancelled_order_contributes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let keep = order("keep", AT).line("K", 1, "1.00");
    let gone = order("gone", AT)
        .line("A", 2, "1.00")
        .line("K", 1, "1.00")
        .line("R", -1, "4.00");
    it.commit(&[keep, gone.clone()]).await;
    let bare = order("gone", AT).version(1).cancelled();
    assert_eq!(it.commit(&[bare]).await, [Outcome::Updated]);
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (day.sums[Orders], day.sums[Units], day.unique_items),
        (1, 1, 1)
    );
    assert_eq!((day.sums[Revenue], day.sums[Returns]), (100, 0));
    assert_eq!(it.leaders(None).await, units(&[("K", 1)]));
    assert_eq!(
        it.commit(&[gone]).await,
        [Outcome::Duplicate],
        "it stays cancelled"
    );
}

/// A pending or test order is remembered, adds nothing, and says why. Once paid, it counts on the day that its new body
/// names, and enters the feed then, once.
pub async fn a_pending_order_counts_once_it_is_paid(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let with = |standing, version, placed_at| Event {
        standing,
        ..order("1", placed_at)
            .line("A", 2, "1.00")
            .with_amounts("4.90", "0.50", "0.20")
            .version(version)
    };
    let (first_day, next_day) = ("2018-03-11T10:00:00Z", "2018-03-12T10:00:00Z");
    for (version, standing) in [
        (0, Standing::Pending),
        (1, Standing::Test),
        (2, Standing::Pending),
    ] {
        it.commit(&[with(standing, version, first_day)]).await;
        let day = it.day("2018-03-11").await;
        assert!(day.sums.is_zero(), "{standing:?}: {:?}", day.sums);
        assert!(it.feed().await.is_empty() && it.leaders(None).await.is_empty());
        let filter = OrderFilter::default();
        let orders = it.store.orders(&it.shop, day.day, &filter, 0, 10).await;
        let orders = orders.expect("orders are read").items;
        let shown: Vec<_> = orders.iter().map(|it| (it.version, it.standing)).collect();
        assert_eq!(shown, [(version, standing)]);
    }
    for version in [3, 4] {
        it.commit(&[with(Standing::Counts, version, next_day)])
            .await;
        let day = it.day("2018-03-12").await;
        let paid = [Orders, Units, Revenue, Discounts, Shipping, Tax].map(|it| day.sums[it]);
        assert_eq!(paid, [1, 2, 200, 50, 490, 20]);
        assert_eq!(it.feed().await.len(), 1);
    }
}

/// A still higher version brings a cancelled order back.
pub async fn a_higher_version_takes_a_cancellation_back(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = order("1", AT).line("A", 2, "1.00");
    it.commit([&sold]).await;
    it.commit(&[sold.clone().version(1).cancelled()]).await;
    it.commit(&[sold.version(2)]).await;
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (
            day.sums[Orders],
            day.sums[Units],
            day.unique_items,
            day.sums[Revenue]
        ),
        (1, 2, 1, 200)
    );
    assert_eq!(it.leaders(None).await, units(&[("A", 2)]));
}

/// A cancellation that overtakes its order is remembered.
pub async fn a_cancellation_may_come_first(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = order("1", AT).line("A", 2, "1.00");
    let first = it.commit(&[sold.clone().version(1).cancelled()]).await;
    assert_eq!(first, [Outcome::Accepted]);
    assert_eq!(it.commit(&[sold]).await, [Outcome::Duplicate]);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 0);
    assert!(it.feed().await.is_empty());
}

/// An item whose last unit is corrected away is no longer a unique item or a leader.
pub async fn the_last_unit_taken_away_ends_an_item(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let other_day = order("0", "2018-03-10T10:00:00Z").line("A", 1, "1.00");
    let first = order("1", AT).line("A", 2, "1.00").line("B", 1, "1.00");
    let second = order("2", AT).line("A", 1, "1.00");
    it.commit(&[other_day, first, second]).await;
    it.commit(&[order("1", AT).line("B", 1, "1.00").version(1)])
        .await;
    assert_eq!(
        it.day("2018-03-11").await.unique_items,
        2,
        "A is still in the other order"
    );
    it.commit(&[order("2", AT).line("B", 1, "1.00").version(1)])
        .await;
    assert_eq!(it.day("2018-03-11").await.unique_items, 1);
    assert_eq!(
        it.leaders(Some(date("2018-03-11"))).await,
        units(&[("B", 2)])
    );
    assert_eq!(it.leaders(None).await, units(&[("B", 2), ("A", 1)]));
    assert_eq!(
        it.day("2018-03-10").await.unique_items,
        1,
        "the other day keeps its A"
    );
    it.commit(&[order("0", AT).version(1).cancelled()]).await;
    assert_eq!(it.leaders(None).await, units(&[("B", 2)]));
}

/// Versions are whole 64-bit numbers: neighbours beyond 2^53 are different.
pub async fn versions_are_compared_exactly(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = |version| order("1", AT).line("A", 1, "1.00").version(version);
    let rising = [
        i64::MIN,
        -1,
        0,
        (1 << 53) - 1,
        1 << 53,
        (1 << 53) + 1,
        i64::MAX - 1,
        i64::MAX,
    ];
    for (index, &version) in rising.iter().enumerate() {
        let new = if index == 0 {
            Outcome::Accepted
        } else {
            Outcome::Updated
        };
        assert_eq!(it.commit(&[sold(version)]).await, [new], "{version}");
        assert_eq!(
            it.commit(&[sold(version)]).await,
            [Outcome::Duplicate],
            "{version}"
        );
    }
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
}

/// An order whose sold lines are all corrected away is no longer an order.
pub async fn a_corrected_order_may_become_a_return(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
    it.commit(&[order("1", AT).line("A", -2, "1.00").version(1)])
        .await;
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (
            day.sums[Orders],
            day.sums[Units],
            day.sums[Revenue],
            day.sums[Returns]
        ),
        (0, 0, 0, 200)
    );
    it.commit(&[order("1", AT).line("A", 1, "1.00").version(2)])
        .await;
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (
            day.sums[Orders],
            day.sums[Units],
            day.sums[Revenue],
            day.sums[Returns]
        ),
        (1, 1, 100, 0)
    );
}
