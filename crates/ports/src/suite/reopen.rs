//! A store that was closed is what it was.

use domain::{BusinessDay, Commit, Outcome, PositionChange, Reason, Reject, Rejection};

use super::model::random_event;
use super::{Dice, Event, Fixture, Naive, StoreFactory, now};
use crate::Committed;

/// Orders, corrections, dropped days, a position and a reject.
async fn fill(it: &mut Fixture) -> (Vec<Event>, Naive) {
    it.retention.max_days = 4;
    let mut dice = Dice::new(11);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    let mut events = Vec::new();
    for step in 0..120 {
        let event = random_event(&mut dice, step / 20, 3);
        it.commit([&event]).await;
        naive.take([&event]);
        events.push(event);
    }
    let rejection = Rejection::new(Reason::InvalidPrice, "items[0].price: below zero");
    let reject = Reject {
        rejection,
        id: Some("7".to_owned()),
        source: "import".to_owned(),
        received_at: now(),
        body: b"{\xff}".to_vec(),
    };
    let position = PositionChange {
        source: "stream".to_owned(),
        expected: None,
        position: "1-0".to_owned(),
    };
    let commit = Commit {
        expected_epoch: it.retained().await.epoch,
        rejects: vec![reject],
        positions: vec![position],
        ..Commit::default()
    };
    let answer = it
        .store
        .commit(&it.shop, &commit)
        .await
        .expect("it is taken");
    assert_eq!(answer, Committed::Applied);
    (events, naive)
}

/// Closes the store and opens it again.
async fn reopened(it: Fixture, factory: &dyn StoreFactory) -> Fixture {
    it.store.close().await.expect("the store closes");
    let retention = it.retention;
    drop(it);
    let mut it = Fixture::over(factory.reopen().await, factory.shop()).await;
    it.retention = retention;
    it
}

/// Every figure, position and reject is there again.
pub async fn everything_is_there_again(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let (_, naive) = fill(&mut it).await;
    let days: Vec<BusinessDay> = naive.all_days();
    let before = it.picture(&days).await;
    for _ in 0..2 {
        it = reopened(it, factory).await;
        assert_eq!(it.picture(&days).await, before);
        naive.assert_shown(&it).await;
        let position = it
            .store
            .position(&it.shop, "stream")
            .await
            .expect("a position is read");
        assert_eq!(position.as_deref(), Some("1-0"));
        let counts = it
            .store
            .reject_counts(&it.shop)
            .await
            .expect("counts are read");
        assert_eq!((counts.len(), counts[0].reason), (1, Reason::InvalidPrice));
    }
}

/// Ids are still known, and corrections still know what they correct.
pub async fn work_goes_on_after_reopening(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let (events, mut naive) = fill(&mut it).await;
    it = reopened(it, factory).await;
    let again: Vec<Event> = events.iter().rev().take(30).cloned().collect();
    for event in &again {
        let expected = naive.clone();
        let outcome = it.commit([event]).await;
        naive.take([event]);
        if outcome == [Outcome::Duplicate] {
            assert_eq!(naive.latest(), expected.latest());
        }
    }
    naive.assert_shown(&it).await;
    let mut dice = Dice::new(12);
    for _ in 0..60 {
        let event = random_event(&mut dice, 6, 3);
        it.commit([&event]).await;
        naive.take([&event]);
    }
    naive.assert_shown(&it).await;
    let (items, total) = {
        let page = it
            .store
            .rejects(&it.shop, 0, 10)
            .await
            .expect("rejects are read");
        (page.items, page.total)
    };
    assert_eq!((items.len(), total), (1, 1));
}
