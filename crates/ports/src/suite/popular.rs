//! The leaderboards.

use std::collections::BTreeMap;

use super::fixture::{date, units};
use super::{Dice, Event, Fixture, StoreFactory, order};

const AT: &str = "2018-03-11T10:00:00Z";

/// Items with equal units are ordered by the bytes of their SKUs, greatest first.
pub async fn ties_are_ordered_by_sku_descending(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let mut event = order("1", AT);
    for sku in ["b", "a", "B", "10", "9", "é", "ab"] {
        event = event.line(sku, 1, "1");
    }
    it.commit(&[event.line("top", 2, "1")]).await;
    let tied = [
        ("é", 1),
        ("b", 1),
        ("ab", 1),
        ("a", 1),
        ("B", 1),
        ("9", 1),
        ("10", 1),
    ];
    let mut expected = units(&[("top", 2)]);
    expected.extend(units(&tied));
    assert_eq!(it.leaders(None).await, expected);
    assert_eq!(it.leaders(Some(date("2018-03-11"))).await, expected);
}

/// Pages join without gap or overlap; there is nothing after the end.
pub async fn pages_join_and_end(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let events: Vec<Event> = (0..95)
        .map(|sku| order(&sku.to_string(), AT).line(&format!("{sku:03}"), 1 + sku % 7, "1"))
        .collect();
    it.commit(&events).await;
    for day in [None, Some(date("2018-03-11"))] {
        let whole = it.leaders(day).await;
        assert_eq!(whole.len(), 95);
        let mut joined = Vec::new();
        for offset in [0, 40, 80, 120, 100_000, usize::MAX] {
            let page = it
                .store
                .popular(&it.shop, day, offset, 40)
                .await
                .expect("a page is read");
            assert_eq!(page.total, 95);
            assert_eq!(page.items.len(), 95_usize.saturating_sub(offset).min(40));
            joined.extend(page.items.into_iter().map(|item| (item.sku, item.units)));
        }
        assert_eq!(joined, whole);
        let none = it
            .store
            .popular(&it.shop, day, 0, 0)
            .await
            .expect("a page is read");
        assert_eq!((none.items.len(), none.total), (0, 95));
    }
    let nothing = it
        .store
        .popular(&it.shop, Some(date("2018-03-12")), 0, 10)
        .await;
    assert_eq!(nothing.expect("a page is read").total, 0);
}

/// A day's leaderboard counts that day only.
pub async fn a_day_has_its_own_leaderboard(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", "2018-03-10T10:00:00Z")
            .line("a", 5, "1")
            .line("b", 1, "1"),
        order("2", AT).line("b", 2, "1").line("c", 1, "1"),
    ])
    .await;
    assert_eq!(
        it.leaders(None).await,
        units(&[("a", 5), ("b", 3), ("c", 1)])
    );
    assert_eq!(
        it.leaders(Some(date("2018-03-10"))).await,
        units(&[("a", 5), ("b", 1)])
    );
    assert_eq!(
        it.leaders(Some(date("2018-03-11"))).await,
        units(&[("b", 2), ("c", 1)])
    );
    let board = it.board("2018-03-10").await;
    assert_eq!(board.popular_day[0].units, 5);
    assert_eq!(board.popular[1].units, 3);
}

/// SKUs that differ in any way are different items, and are returned unchanged.
pub async fn skus_are_bytes(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let long = "x".repeat(128);
    let skus = [
        "abc",
        "Abc",
        "ABC",
        " abc",
        "abc ",
        "a b\tc\r\n",
        "äöü",
        "a\u{308}",
        "日本語",
        "0",
        "00",
        "1e3",
        "\u{0}\u{1}\u{7f}",
        "{tag}:key*?[]",
        "\"quoted\\",
        "-1",
        "nil",
        "true",
        &long,
        &long[1..],
        "\u{1f36a}",
        ":",
        "5210.43",
    ];
    let mut event = order("1", AT);
    for (index, sku) in (1..).zip(&skus) {
        event = event.line(sku, index, "1").named(sku);
    }
    it.commit(&[event]).await;
    let page = it
        .store
        .popular(&it.shop, None, 0, 100)
        .await
        .expect("a page is read");
    let read: Vec<&str> = page.items.iter().map(|item| &*item.sku).collect();
    let expected: Vec<&str> = skus.iter().copied().rev().collect();
    assert_eq!(read, expected);
    assert!(
        page.items
            .iter()
            .all(|item| item.name.as_deref() == Some(&*item.sku))
    );
    assert_eq!(it.feed().await, expected);
    assert_eq!(it.day("2018-03-11").await.unique_items, skus.len() as u64);
    let correction = order("1", AT).line("Abc", 1, "1").version(1);
    it.commit(&[correction]).await;
    assert_eq!(it.leaders(None).await, units(&[("Abc", 1)]));
}

/// The newest order's name counts; of two at the same time, the greater one.
pub async fn the_newest_name_wins(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let named = |id: &str, at: &str, name: &str| order(id, at).line("a", 1, "1").named(name);
    let newest = async || it.board("2018-03-11").await.popular[0].name.clone();
    it.commit(&[order("0", AT).line("a", 1, "1")]).await;
    assert_eq!(newest().await, None);
    it.commit(&[named("1", "2018-03-11T10:00:00Z", "M")]).await;
    assert_eq!(newest().await.as_deref(), Some("M"));
    it.commit(&[named("2", "2018-03-11T09:59:59.999Z", "Z")])
        .await;
    assert_eq!(
        newest().await.as_deref(),
        Some("M"),
        "an older order came late"
    );
    it.commit(&[named("3", "2018-03-11T10:00:00Z", "A")]).await;
    assert_eq!(
        newest().await.as_deref(),
        Some("M"),
        "the same time, a smaller name"
    );
    it.commit(&[named("4", "2018-03-11T10:00:00Z", "N")]).await;
    assert_eq!(
        newest().await.as_deref(),
        Some("N"),
        "the same time, a greater name"
    );
    it.commit(&[named("5", "2018-03-11T10:00:00.001Z", "Kéks")])
        .await;
    assert_eq!(newest().await.as_deref(), Some("Kéks"));
    it.commit(&[order("6", "2018-03-11T11:00:00Z").line("a", 1, "1")])
        .await;
    assert_eq!(
        newest().await.as_deref(),
        Some("Kéks"),
        "no name does not undo one"
    );
    assert_eq!(
        it.board("2018-03-11").await.latest[0].name.as_deref(),
        Some("Kéks")
    );
}

/// With thousands of items, the first thousand stay exact through corrections up and down.
pub async fn a_large_catalogue_is_exact(factory: &dyn StoreFactory) {
    const SKUS: usize = 5_000;
    let it = Fixture::open(factory).await;
    let mut dice = Dice::new(5);
    let mut truth: BTreeMap<String, i64> = BTreeMap::new();
    let mut round = |version: i64, share: usize| {
        let mut events = Vec::new();
        for order_number in 0..SKUS / 10 {
            if version > 0 && !dice.once_in(share) {
                continue;
            }
            let mut event = order(&order_number.to_string(), AT).version(version);
            for sku in order_number * 10..order_number * 10 + 10 {
                let units = if version % 2 == 1 {
                    1
                } else {
                    1 + dice.below(300) as i64
                };
                truth.insert(format!("sku-{sku}"), units);
                event = event.line(&format!("sku-{sku}"), units, "0.01");
            }
            events.push(event);
        }
        let mut ranking: Vec<(String, i64)> = truth.clone().into_iter().collect();
        ranking.sort_by(|a, b| (b.1, &b.0).cmp(&(a.1, &a.0)));
        ranking.truncate(1_000);
        (events, ranking)
    };
    // Odd rounds take nearly everything from the orders they touch, so that the first thousand have to come up from far
    // below; the last rounds take it from all orders.
    for (version, share) in [(0, 1), (1, 4), (2, 4), (3, 2), (4, 2), (5, 1), (6, 3)] {
        let (events, ranking) = round(version, share);
        for batch in events.chunks(200) {
            it.commit(batch).await;
        }
        assert_eq!(it.leaders(None).await, ranking, "after round {version}");
        assert_eq!(it.leaders(Some(date("2018-03-11"))).await, ranking);
        let page = it
            .store
            .popular(&it.shop, None, 990, 10)
            .await
            .expect("a page is read");
        assert_eq!(page.items[9].sku, ranking[999].0);
        assert_eq!(page.total, SKUS);
    }
}
