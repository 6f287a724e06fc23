//! Rejected events are kept.

use domain::{Commit, Reason, Reject, Rejection, Timestamp};

use super::reopen::reopened;
use super::{Fixture, StoreFactory, durably};
use crate::{Committed, RejectCount, StoredReject};

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn reject(number: usize) -> Reject {
    let reason = Reason::ALL[number % 3];
    Reject {
        rejection: Rejection::new(reason, format!("détail {number}")),
        id: number.is_multiple_of(2).then(|| format!("id-{number}")),
        source: "http".to_owned(),
        received_at: Timestamp::from_millis(1_520_776_000_000 + number as i64),
        body: format!("{{\"number\":{number}}}").into_bytes(),
    }
}

fn read(items: Vec<StoredReject>) -> Vec<Reject> {
    items.into_iter().map(|item| item.reject).collect()
}

/// A platform's delivery, this many days after the first, with this many bytes.
fn delivery(number: usize, day: i64, bytes: usize) -> Reject {
    let plain = reject(number);
    Reject {
        source: format!("{}shopify:orders/updated", Reject::DELIVERED),
        received_at: Timestamp::from_millis(1_520_776_000_000 + day * DAY),
        body: vec![b'{'; bytes],
        ..plain
    }
}

impl Fixture {
    /// Expires deliveries before this day. Returns the room that the rejects kept apart take afterwards.
    async fn expire(&self, day: i64) -> u64 {
        let before = Timestamp::from_millis(1_520_776_000_000 + day * DAY);
        let left = self.store.expire_rejects(&self.shop, before).await;
        left.expect("old ones are forgotten")
    }

    async fn keep(&self, rejects: Vec<Reject>) {
        let commit = Commit {
            expected_epoch: self.retained().await.epoch,
            rejects,
            ..Commit::default()
        };
        let answer = durably(&*self.store, &self.shop, &commit)
            .await
            .expect("it is taken");
        assert_eq!(answer, Committed::Applied);
    }

    async fn kept(&self, offset: usize, limit: usize) -> (Vec<StoredReject>, usize) {
        let page = self
            .store
            .rejects(&self.shop, offset, limit)
            .await
            .expect("a page is read");
        (page.items, page.total)
    }
}

/// They are returned unchanged, newest first, in pages, numbered from 1.
pub async fn rejects_come_back_newest_first(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.keep((0..3).map(reject).collect()).await;
    it.keep((3..7).map(reject).collect()).await;
    let (items, total) = it.kept(0, 100).await;
    assert_eq!(total, 7);
    let read: Vec<Reject> = items.iter().map(|stored| stored.reject.clone()).collect();
    assert_eq!(read, (0..7).rev().map(reject).collect::<Vec<_>>());
    let numbers: Vec<u64> = items.iter().map(|stored| stored.number).collect();
    assert_eq!(numbers, [7, 6, 5, 4, 3, 2, 1]);
    let (page, total) = it.kept(5, 100).await;
    assert_eq!((page, total), (items[5..].to_vec(), 7));
    assert_eq!(it.kept(2, 2).await.0, items[2..4]);
    assert_eq!(it.kept(7, 5).await, (Vec::new(), 7));
}

/// Counts say how many rejects of each reason are kept.
pub async fn rejects_are_counted_by_reason(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.keep((0..7).map(reject).collect()).await;
    let mut counts = it
        .store
        .reject_counts(&it.shop)
        .await
        .expect("counts are read");
    counts.sort_by_key(|count| count.reason);
    let count = |reason: usize, count| RejectCount {
        reason: Reason::ALL[reason],
        count,
    };
    let mut expected = vec![count(0, 3), count(1, 2), count(2, 2)];
    expected.sort_by_key(|count| count.reason);
    assert_eq!(counts, expected);
}

/// Dropping removes the named ones and returns how many there were.
pub async fn rejects_can_be_dropped(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.keep((0..6).map(reject).collect()).await;
    let (items, _) = it.kept(0, 10).await;
    let drop = async |numbers: &[u64]| it.store.drop_rejects(&it.shop, numbers).await;
    let two = [items[1].number, items[4].number];
    assert_eq!(drop(&two).await.expect("they are dropped"), 2);
    assert_eq!(drop(&two).await.expect("they are gone"), 0);
    assert_eq!(drop(&[u64::MAX, 1 << 60]).await.expect("none is there"), 0);
    assert_eq!(drop(&[]).await.expect("nothing is asked"), 0);
    let expected: Vec<StoredReject> = [0, 2, 3, 5]
        .iter()
        .map(|&index: &usize| items[index].clone())
        .collect();
    assert_eq!(it.kept(0, 10).await, (expected, 4));
    let all: Vec<u64> = items.iter().map(|item| item.number).collect();
    assert_eq!(drop(&all).await.expect("they are dropped"), 4);
    assert!(
        it.store
            .reject_counts(&it.shop)
            .await
            .expect("counts are read")
            .is_empty()
    );
    // Numbers are never used again, not even by a store that is opened with none of them left.
    let it = reopened(it, factory).await;
    it.keep(vec![reject(9)]).await;
    let (after, total) = it.kept(0, 10).await;
    assert_eq!((total, after[0].number), (1, items[0].number + 1));
}

/// The newest 10,000 are kept; older ones are removed.
pub async fn the_newest_ten_thousand_rejects_are_kept(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    for batch in 0..12 {
        it.keep((batch * 900..(batch + 1) * 900).map(reject).collect())
            .await;
    }
    let (newest, total) = it.kept(0, 1).await;
    assert_eq!((total, &newest[0].reject), (Reject::KEPT, &reject(10_799)));
    let (oldest, _) = it.kept(Reject::KEPT - 1, 10).await;
    assert_eq!(oldest.len(), 1);
    assert_eq!(oldest[0].reject, reject(800));
    let counts = it
        .store
        .reject_counts(&it.shop)
        .await
        .expect("counts are read");
    assert_eq!(
        counts.iter().map(|count| count.count).sum::<u64>(),
        Reject::KEPT as u64
    );
}

/// Bodies may be any bytes, up to the largest size that is kept.
pub async fn reject_bodies_are_bytes(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let bodies = [
        Vec::new(),
        (0..=255).collect(),
        vec![0xff; Reject::MAX_BODY],
        b"\r\n$5\r\n*\0".to_vec(),
    ];
    let rejects: Vec<Reject> = bodies
        .iter()
        .map(|body| Reject {
            body: body.clone(),
            ..reject(1)
        })
        .collect();
    it.keep(rejects).await;
    let read: Vec<Vec<u8>> = it
        .kept(0, 10)
        .await
        .0
        .into_iter()
        .map(|it| it.reject.body)
        .collect();
    assert_eq!(read, bodies.into_iter().rev().collect::<Vec<_>>());
}

/// Other rejects do not push out platforms' deliveries or orders without a rate.
pub async fn rejects_that_are_kept_apart_are_not_pushed_out(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let no_rate = Reject {
        rejection: Rejection::new(Reason::NoRate, "no rate of the day"),
        ..reject(3)
    };
    let apart = vec![delivery(1, 0, 9), no_rate, delivery(2, 0, 9)];
    it.keep(apart.clone()).await;
    for batch in 0..3 {
        it.keep((batch * 5_000..(batch + 1) * 5_000).map(reject).collect())
            .await;
    }
    it.keep(vec![delivery(4, 1, 9)]).await;
    it = reopened(it, factory).await;
    let (newest, total) = it.kept(0, 2).await;
    assert_eq!(total, Reject::KEPT + 4);
    assert_eq!(read(newest), [delivery(4, 1, 9), reject(14_999)]);
    let (oldest, _) = it.kept(Reject::KEPT, 10).await;
    let numbers: Vec<u64> = oldest.iter().map(|item| item.number).collect();
    let mut expected = vec![reject(5_000)];
    expected.extend(apart.into_iter().rev());
    assert_eq!(read(oldest), expected);
    let counts = it.store.reject_counts(&it.shop).await;
    let counts = counts.expect("counts are read");
    let all: u64 = counts.iter().map(|count| count.count).sum();
    assert_eq!(all, Reject::KEPT as u64 + 4);
    let dropped = it.store.drop_rejects(&it.shop, &numbers).await;
    assert_eq!(dropped.expect("they are dropped"), 4);
    assert_eq!(it.expire(0).await, delivery(4, 1, 9).room());
}

/// They have their own limit in bytes; at that limit the oldest is removed.
pub async fn rejects_that_are_kept_apart_have_a_bound_in_bytes(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let large = |number: usize| delivery(number, 0, Reject::MAX_DELIVERY);
    let most = (Reject::MAX_APART / large(0).room()) as usize;
    it.keep(vec![reject(0)]).await;
    for batch in 0..9 {
        it.keep((batch * 8..(batch + 1) * 8).map(large).collect())
            .await;
    }
    it = reopened(it, factory).await;
    it.keep(vec![large(72)]).await;
    let (oldest, total) = it.kept(most - 1, 10).await;
    assert_eq!(total, most + 1);
    let bodies: Vec<usize> = oldest.iter().map(|item| item.reject.body.len()).collect();
    assert_eq!(bodies, [Reject::MAX_DELIVERY, reject(0).body.len()]);
    assert_eq!(oldest[0].reject, large(73 - most));
    let room: u64 = (73 - most..73).map(|number| large(number).room()).sum();
    assert_eq!(it.expire(0).await, room);
    assert_eq!(it.expire(1).await, 0);
    assert_eq!(it.kept(0, 10).await.1, 1);
}

/// A platform's delivery expires after its time, whatever precedes it; others stay.
pub async fn old_deliveries_are_forgotten(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let no_rate = Reject {
        rejection: Rejection::new(Reason::NoRate, "no rate of the day"),
        ..reject(3)
    };
    it.keep(vec![no_rate.clone(), delivery(1, 0, 9), reject(2)])
        .await;
    it.keep(vec![delivery(3, 10, 9)]).await;
    it.keep(vec![delivery(4, 40, 9)]).await;
    let kept = read(it.kept(0, 10).await.0);
    // The newest one sets the time: the first is then too old, the second only just not.
    let expected = [
        delivery(4, 40, 9),
        delivery(3, 10, 9),
        reject(2),
        no_rate.clone(),
    ];
    assert_eq!(kept, expected);
    let left = it.expire(41).await;
    assert_eq!(left, no_rate.room());
    assert_eq!(read(it.kept(0, 10).await.0), [reject(2), no_rate]);
    it.keep(vec![delivery(5, 41, 9)]).await;
    let (items, _) = it.kept(0, 1).await;
    assert_eq!(items[0].number, 6, "numbers are never used again");
    let counts = it.store.reject_counts(&it.shop).await;
    let counts = counts.expect("counts are read");
    assert_eq!(counts.iter().map(|count| count.count).sum::<u64>(), 3);
}
