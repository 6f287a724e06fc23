//! The one write: compare, then apply everything or nothing.

use std::time::Duration;

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{
    Commit, Known, LedgerEntry, LocalTime, Outcome, PositionChange, SoldUnits, Standing, fold,
};

use super::fixture::{date, units};
use super::{Event, Fixture, StoreFactory, durably, order, orders_of};
use crate::Committed;

/// An empty commit compares nothing, is applied, and changes nothing.
pub async fn an_empty_commit_is_applied(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    let retained = it.retained().await;
    assert_ne!(retained.epoch, Commit::default().expected_epoch);
    let answer = durably(&*it.store, &it.shop, &Commit::default())
        .await
        .expect("it is taken");
    assert_eq!(answer, Committed::Applied);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
    assert_eq!(it.retained().await, retained);
}

/// Later commits come after earlier ones, even while the outcome of those is unknown, and whichever outcome is awaited
/// first.
pub async fn commits_keep_the_order_of_their_submission(factory: &dyn StoreFactory) {
    const CHAIN: usize = 8;
    let it = Fixture::open(factory).await;
    let event = |id: usize| {
        let placed = order(&id.to_string(), "2018-03-11T10:00:00Z");
        placed.line(&format!("item-{id}"), 1, "1.00")
    };
    it.commit(&[event(0)]).await;
    let known = Known {
        retained: it.retained().await,
        ..Known::default()
    };
    let orders: Vec<_> = (1..=CHAIN)
        .map(|id| orders_of(&it.shop, [&event(id)]))
        .collect();
    let commits = (1..=CHAIN).zip(&orders).map(|(number, orders)| {
        let mut commit = fold(&it.shop, &it.retention, &known, orders).commit;
        commit.positions.push(PositionChange {
            source: "chain".to_owned(),
            expected: (number > 1).then(|| (number - 1).to_string()),
            position: number.to_string(),
        });
        commit
    });
    let commits: Vec<_> = commits.collect();
    let mut receipts = Vec::new();
    for commit in &commits {
        let receipt = it.store.submit(&it.shop, commit).await;
        receipts.push(receipt.expect("it is taken in"));
    }
    while let Some(receipt) = receipts.pop() {
        let answer = receipt.applied().await.expect("it is applied");
        assert_eq!(answer, Committed::Applied, "{} are left", receipts.len());
    }
    let position = it.store.position(&it.shop, "chain").await;
    let position = position.expect("a position is read");
    assert_eq!(position, Some(CHAIN.to_string()));
    let day = it.day("2018-03-11").await;
    assert_eq!(day.sums[Orders], CHAIN as i128 + 1);
}

/// If an id exists where a new one was expected, the whole commit is refused, and the stored order is returned whole.
pub async fn a_known_id_expected_new_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let first = order("1", "2018-03-11T10:22:45Z")
        .line("A", 2, "1.99")
        .line("R", -1, "0.30");
    it.commit([&first]).await;
    let before = it.picture(&[date("2018-03-11")]).await;
    let known = Known {
        retained: it.retained().await,
        ..Known::default()
    };
    let conflict = it
        .refused(
            &known,
            &[
                order("new", "2018-03-11T11:00:00Z").line("B", 1, "5.00"),
                order("1", "2018-03-11T12:00:00Z")
                    .line("C", 1, "1.00")
                    .version(4),
            ],
        )
        .await;
    let keeps = it.shop.products == Some(true);
    let line = |sku: &str, units, amount| SoldUnits {
        sku: sku.into(),
        units,
        amount: if keeps { amount } else { 0 },
    };
    let stored = LedgerEntry {
        version: 0,
        standing: Standing::Counts,
        at: LocalTime::new(date("2018-03-11"), 10 * 3600 + 22 * 60 + 45),
        revenue: 398,
        returns: 30,
        sold: vec![line("A", 2, 398)],
        returned: keeps.then(|| line("R", 1, 30)).into_iter().collect(),
        extra: first.extra(&it.shop),
    };
    assert_eq!(conflict.entries, [("1".into(), Some(stored))]);
    assert!(conflict.positions.is_empty() && conflict.retained.is_none());
    assert_eq!(
        it.picture(&[date("2018-03-11")]).await,
        before,
        "nothing may be applied"
    );
}

/// A version other than the expected one refuses the commit, too.
pub async fn another_version_than_expected_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let at = "2018-03-11T10:00:00Z";
    let sold = |version| {
        order("1", at)
            .line("A", 1 + version, "1.00")
            .version(version)
    };
    it.commit(&[sold(1)]).await;
    let known_new = Known {
        retained: it.retained().await,
        ..Known::default()
    };
    let mut known = known_new.clone();
    let conflict = it.refused(&known_new, &[sold(2)]).await;
    super::learn(&mut known, conflict);
    it.commit(&[sold(3)]).await;
    let before = it.picture(&[date("2018-03-11")]).await;
    let conflict = it
        .refused(&known, &[sold(5), order("2", at).line("B", 1, "1.00")])
        .await;
    let [(id, Some(entry))] = &conflict.entries[..] else {
        panic!("{conflict:?}")
    };
    assert_eq!((&**id, entry.version), ("1", 3));
    assert_eq!(
        it.picture(&[date("2018-03-11")]).await,
        before,
        "nothing may be applied"
    );
}

/// So does a missing id where a version was expected.
pub async fn an_unknown_id_expected_known_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let at = LocalTime::new(date("2018-03-11"), 0);
    let entry = LedgerEntry {
        version: 1,
        standing: Standing::Cancelled,
        at,
        revenue: 0,
        returns: 0,
        sold: Vec::new(),
        returned: Vec::new(),
        extra: None,
    };
    let mut known = Known::default();
    known.entries.insert("1".into(), entry);
    let event = order("1", "2018-03-11T10:00:00Z")
        .line("A", 1, "1.00")
        .version(2);
    let conflict = it.refused(&known, &[event]).await;
    assert_eq!(conflict.entries, [("1".into(), None)]);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 0);
}

/// Stored orders are returned complete, however large and however many.
pub async fn conflicts_tell_of_large_orders_whole(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let long_id = "i".repeat(128);
    let large = |id: &str| {
        let mut event = order(id, "2018-03-11T23:59:59Z").version(i64::MIN);
        for line in 0..1_000 {
            event = event.line(&format!("{line:04}-{}", "é".repeat(60)), 1_000_000, "1.00");
        }
        event
    };
    let small = (0..300).map(|id| order(&id.to_string(), "2018-03-11T01:00:00Z").line("S", 1, "1"));
    let mut events: Vec<Event> = small.collect();
    events.extend([large(&long_id), large("Ünïcode id, with spaces: {1}")]);
    it.commit(&events).await;
    let known = Known {
        retained: it.retained().await,
        ..Known::default()
    };
    let mut conflict = it.refused(&known, &events).await;
    conflict
        .entries
        .sort_by_key(|(_, entry)| entry.as_ref().map(|entry| entry.sold.len()));
    let Some((_, Some(entry))) = conflict.entries.last() else {
        panic!("{conflict:?}")
    };
    // A store may return some of them first; each is complete.
    assert!(entry.sold.len() == 1_000 || entry.sold.len() == 1);
    let outcomes = it.commit(&events).await;
    assert!(
        outcomes
            .iter()
            .all(|outcome| *outcome == Outcome::Duplicate)
    );
    let corrected = order(&long_id, "2018-03-11T23:59:59Z")
        .line("S", 1, "1")
        .version(0);
    assert_eq!(it.commit(&[corrected]).await, [Outcome::Updated]);
    let day = it.day("2018-03-11").await;
    assert_eq!((day.sums[Orders], day.unique_items), (302, 1_001));
    assert_eq!(day.sums[Units], 301 + 1_000 * 1_000_000);
}

/// Return lines count as returns and nothing else; an order with only returns is not an order.
pub async fn returns_count_apart(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", "2018-03-11T10:00:00Z")
            .line("A", 2, "3.00")
            .line("B", -1, "1.25"),
        order("refund", "2018-03-11T11:00:00Z").line("A", -1, "3.00"),
    ])
    .await;
    let board = it.board("2018-03-11").await;
    let day = &board.week[6];
    assert_eq!(
        (day.sums[Orders], day.sums[Units], day.unique_items),
        (1, 2, 1)
    );
    assert_eq!((day.sums[Revenue], day.sums[Returns]), (600, 425));
    assert_eq!((day.hours[11][Orders], day.hours[11][Returns]), (0, 300));
    assert_eq!(it.leaders(None).await, units(&[("A", 2)]));
    assert_eq!(it.feed().await, ["A"]);
    let minutes: Vec<u16> = board.minutes.iter().map(|(minute, _)| *minute).collect();
    assert_eq!(minutes, [600], "a minute in which nothing sold is left out");
}

/// Waiting for news ends after a commit.
pub async fn news_follows_a_commit(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let mut news = it.store.news(&it.shop);
    for id in 0..3 {
        news.mark_unchanged();
        it.commit(&[order(&id.to_string(), "2018-03-11T10:00:00Z").line("A", 1, "1")])
            .await;
        let changed = tokio::time::timeout(Duration::from_secs(10), news.changed()).await;
        changed
            .expect("news comes in time")
            .expect("the store lives");
        assert_eq!(it.day("2018-03-11").await.sums[Orders], id + 1);
    }
}
