//! Memos of orders that arrive in pieces change in the same step as the figures.

use domain::Measure::Orders;
use domain::{BusinessDay, Commit, Known, Memo, MemoChange, Retention, fold};

use super::fixture::date;
use super::reopen::reopened;
use super::{Fixture, StoreFactory, durably, order, orders_of};
use crate::Committed;

fn step(key: &str, expected: Option<&str>, text: &str, until: &str) -> MemoChange {
    MemoChange {
        expected: expected.map(str::to_owned),
        memo: Memo {
            key: key.to_owned(),
            text: text.to_owned(),
            until: date(until),
        },
    }
}

impl Fixture {
    async fn remember(&self, id: &str, day: &str, memos: Vec<MemoChange>) -> Committed {
        self.remember_keeping(id, day, memos, &self.retention).await
    }

    async fn remember_keeping(
        &self,
        id: &str,
        day: &str,
        memos: Vec<MemoChange>,
        retention: &Retention,
    ) -> Committed {
        let event = order(id, &format!("{day}T16:00:00Z")).line("A", 1, "1.00");
        let orders = orders_of(&self.shop, &[event]);
        let known = Known {
            retained: self.retained().await,
            ..Known::default()
        };
        let mut commit = fold(&self.shop, retention, &known, &orders).commit;
        commit.memos = memos;
        durably(&*self.store, &self.shop, &commit)
            .await
            .expect("the store takes commits")
    }

    async fn memos(&self) -> Vec<(String, String, BusinessDay)> {
        let memos = self.store.memos(&self.shop).await;
        let memos = memos.expect("memos are read").into_iter();
        let mut memos: Vec<_> = memos.map(|it| (it.key, it.text, it.until)).collect();
        memos.sort();
        memos
    }

    async fn keys(&self) -> Vec<String> {
        self.memos().await.into_iter().map(|it| it.0).collect()
    }
}

fn shown(key: &str, text: &str, until: &str) -> (String, String, BusinessDay) {
    (key.to_owned(), text.to_owned(), date(until))
}

const DAY: &str = "2018-03-11";

/// A memo and its orders change together, and a memo may change alone.
pub async fn a_memo_changes_with_its_orders(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(it.memos().await, []);
    let steps = vec![
        step("a", None, "1", DAY),
        step("b:2", None, "é\u{0}\"", DAY),
    ];
    assert_eq!(it.remember("1", DAY, steps).await, Committed::Applied);
    let both = [shown("a", "1", DAY), shown("b:2", "é\u{0}\"", DAY)];
    assert_eq!(it.memos().await, both);
    let alone = Commit {
        expected_epoch: it.retained().await.epoch,
        memos: vec![step("a", Some("1"), "2", "2018-03-12")],
        ..Commit::default()
    };
    let answer = durably(&*it.store, &it.shop, &alone).await;
    assert_eq!(answer.expect("it is taken"), Committed::Applied);
    let both = [shown("a", "2", "2018-03-12"), shown("b:2", "é\u{0}\"", DAY)];
    assert_eq!(it.memos().await, both);
    assert_eq!(it.day(DAY).await.sums[Orders], 1);
}

/// A commit based on another memo than the stored one changes nothing, and its answer has the stored one.
pub async fn another_memo_than_expected_changes_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let first = vec![step("a", None, "10", DAY)];
    assert_eq!(it.remember("1", DAY, first).await, Committed::Applied);
    let before = it.picture(&[date(DAY)]).await;
    for expected in [None, Some("9"), Some("1"), Some("100"), Some("")] {
        let step = step("a", expected, "11", DAY);
        let Committed::Conflict(conflict) = it.remember("2", DAY, vec![step]).await else {
            panic!("expected {expected:?}, but 10 is stored");
        };
        assert_eq!(conflict.memos, [("a".to_owned(), Some("10".to_owned()))]);
    }
    let unknown = vec![step("new", Some("3"), "4", DAY)];
    let Committed::Conflict(conflict) = it.remember("2", DAY, unknown).await else {
        panic!("nothing is remembered of that key");
    };
    assert_eq!(conflict.memos, [("new".to_owned(), None)]);
    assert_eq!(it.picture(&[date(DAY)]).await, before);
    // A commit that is refused because of an order leaves the memo unchanged.
    let refused = it.remember("1", DAY, vec![step("a", Some("10"), "20", DAY)]);
    assert!(matches!(refused.await, Committed::Conflict(_)));
    assert_eq!(it.memos().await, [shown("a", "10", DAY)]);
}

/// A memo is removed when its day and all before it are dropped, and not before: a piece may come before the orders of
/// its day.
pub async fn a_memo_goes_with_its_day(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let two = Retention {
        max_days: 2,
        ..it.retention
    };
    let days = ["2018-03-11", "2018-03-12", "2018-03-13"];
    for (id, day) in days.into_iter().enumerate() {
        let mut steps = vec![
            step(&format!("own{id}"), None, "x", day),
            step(&format!("later{id}"), None, "y", "2018-06-01"),
        ];
        steps.extend((id == 0).then(|| step("early", None, "z", "2018-03-10")));
        let answer = it.remember_keeping(&id.to_string(), day, steps, &two).await;
        assert_eq!(answer, Committed::Applied);
        let has_early = it.keys().await.contains(&"early".to_owned());
        assert_eq!(has_early, id < 2, "nothing is dropped before the third day");
    }
    assert_eq!(
        it.keys().await,
        ["later0", "later1", "later2", "own1", "own2"]
    );
    // It is forgotten, so a new one may replace it.
    let again = vec![step("own0", None, "z", "2018-03-13")];
    let answer = it.remember_keeping("9", "2018-03-13", again, &two).await;
    assert_eq!(answer, Committed::Applied);
}

/// Memos survive a restart, and are compared again.
pub async fn memos_outlive_the_store(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let first = vec![step("a", None, "1", DAY)];
    assert_eq!(it.remember("1", DAY, first).await, Committed::Applied);
    let it = reopened(it, factory).await;
    assert_eq!(it.memos().await, [shown("a", "1", DAY)]);
    let second = vec![step("a", Some("1"), "2", DAY)];
    assert_eq!(it.remember("2", DAY, second).await, Committed::Applied);
    assert_eq!(it.memos().await, [shown("a", "2", DAY)]);
}
