//! Refused events are kept.

use domain::{Commit, Reason, Reject, Rejection, Timestamp};

use super::{Fixture, StoreFactory, durably};
use crate::{Committed, RejectCount, StoredReject};

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

impl Fixture {
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

/// They come back as they were, newest first, in pages, with rising numbers.
pub async fn rejects_come_back_newest_first(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.keep((0..3).map(reject).collect()).await;
    it.keep((3..7).map(reject).collect()).await;
    let (items, total) = it.kept(0, 100).await;
    assert_eq!(total, 7);
    let read: Vec<Reject> = items.iter().map(|stored| stored.reject.clone()).collect();
    assert_eq!(read, (0..7).rev().map(reject).collect::<Vec<_>>());
    assert!(items.is_sorted_by(|newer, older| newer.number > older.number));
    let (page, total) = it.kept(5, 100).await;
    assert_eq!((page, total), (items[5..].to_vec(), 7));
    assert_eq!(it.kept(2, 2).await.0, items[2..4]);
    assert_eq!(it.kept(7, 5).await, (Vec::new(), 7));
}

/// Counts tell how many are kept of each reason.
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

/// Dropping forgets those that are named and tells how many there were.
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
    it.keep(vec![reject(9)]).await;
    let (after, total) = it.kept(0, 10).await;
    assert_eq!(total, 1);
    assert!(
        after[0].number > items[0].number,
        "numbers are never used again"
    );
}

/// The newest 10,000 are kept, older ones leave.
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

/// Bodies may be anything, up to the largest that is kept.
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
