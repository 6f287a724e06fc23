//! Searching items, and an item's days.

use domain::{BusinessDay, SearchText};

use super::fixture::date;
use super::{Event, Fixture, StoreFactory, order};

const AT: &str = "2018-03-11T10:00:00Z";

/// (rank, SKU, units) of the matches of a text, and how many there are.
async fn found(
    it: &Fixture,
    day: Option<BusinessDay>,
    text: &str,
    offset: usize,
    limit: usize,
) -> (Vec<(usize, String, i64)>, usize) {
    let text = SearchText::new(text);
    let page = it.store.search(&it.shop, day, &text, offset, limit).await;
    let page = page.expect("a search is answered");
    let items = page.items.into_iter();
    let items = items.map(|found| (found.rank, found.item.sku, found.item.units));
    (items.collect(), page.total)
}

fn ranked(expected: &[(usize, &str, i64)]) -> Vec<(usize, String, i64)> {
    let owned = |&(rank, sku, units): &(usize, &str, i64)| (rank, sku.to_owned(), units);
    expected.iter().map(owned).collect()
}

/// A part of the SKU or of the newest name finds an item, in any case and any script; its rank is the one in the whole
/// leaderboard.
pub async fn a_search_finds_parts_in_any_case(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", AT)
            .line("TEA-1", 5, "1")
            .named("Earl Grey")
            .line("C-100", 4, "1")
            .named("CSOKIS KÉKS")
            .line("x-tea", 3, "1")
            .line("77", 2, "1")
            .named("Чай, steamed"),
        order("2", "2018-03-10T10:00:00Z")
            .line("77", 9, "1")
            .line("gone", 1, "1"),
    ])
    .await;
    it.commit(&[order("2", "2018-03-10T10:00:00Z")
        .line("77", 9, "1")
        .version(1)])
        .await;
    let all = async |text: &str| found(&it, None, text, 0, 100).await;
    let tea = ranked(&[(1, "77", 11), (2, "TEA-1", 5), (4, "x-tea", 3)]);
    assert_eq!(all("tea").await, (tea.clone(), 3));
    assert_eq!(all("TEA").await, (tea, 3));
    assert_eq!(all("csokis kék").await.0, ranked(&[(3, "C-100", 4)]));
    assert_eq!(all("ЧАЙ").await.0, ranked(&[(1, "77", 11)]));
    assert_eq!(all("100").await.0, ranked(&[(3, "C-100", 4)]));
    assert_eq!(all("gone").await, (Vec::new(), 0), "without units");
    assert_eq!(all("no such").await, (Vec::new(), 0));
    let day = Some(date("2018-03-11"));
    let of_day = ranked(&[(1, "TEA-1", 5), (3, "x-tea", 3), (4, "77", 2)]);
    assert_eq!(found(&it, day, "tea", 0, 100).await, (of_day, 3));
    let other = Some(date("2018-03-10"));
    assert_eq!(
        found(&it, other, "77", 0, 9).await.0,
        ranked(&[(1, "77", 9)])
    );
    let never = Some(date("2018-03-09"));
    assert_eq!(found(&it, never, "tea", 0, 9).await, (Vec::new(), 0));
    let text = SearchText::new("earl");
    let page = it.store.search(&it.shop, None, &text, 0, 1).await;
    let name = page
        .expect("a search is answered")
        .items
        .remove(0)
        .item
        .name;
    assert_eq!(name.as_deref(), Some("Earl Grey"));
}

/// A new name is found, the one it replaced is not.
pub async fn the_newest_name_is_found(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let named = |id: &str, at: &str, name: &str| order(id, at).line("a", 1, "1").named(name);
    it.commit(&[named("1", AT, "Spring tea")]).await;
    it.commit(&[named("2", "2018-03-11T10:00:01Z", "Summer tea")])
        .await;
    assert_eq!(found(&it, None, "summer", 0, 9).await.1, 1);
    assert_eq!(found(&it, None, "spring", 0, 9).await.1, 0);
}

/// Among very many ties, of which a search finds some, pages join and every rank is the item's place in the
/// leaderboard.
pub async fn pages_of_a_search_join_and_keep_the_ranks(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let events: Vec<Event> = (0..700)
        .map(|sku| {
            let name = if sku % 3 == 0 { "Green" } else { "Red" };
            let units = 1 + sku % 2 * (sku % 5);
            order(&sku.to_string(), AT)
                .line(&format!("{:03}", sku * 37 % 1_000), units, "1")
                .named(name)
        })
        .collect();
    it.commit(&events).await;
    for day in [None, Some(date("2018-03-11"))] {
        let whole = it.leaders(day).await;
        let mut joined = Vec::new();
        for offset in [0, 100, 200, 300, 100_000] {
            let (items, total) = found(&it, day, "green", offset, 100).await;
            assert_eq!(total, 234);
            assert_eq!(items.len(), 234_usize.saturating_sub(offset).min(100));
            joined.extend(items);
        }
        assert!(joined.is_sorted_by_key(|(rank, ..)| *rank));
        for (rank, sku, units) in joined {
            assert_eq!(whole[rank - 1], (sku, units), "at rank {rank}");
        }
        let (everything, _) = found(&it, day, "e", 0, 1_000).await;
        let ranks: Vec<usize> = everything.iter().map(|(rank, ..)| *rank).collect();
        assert_eq!(ranks, (1..=700).collect::<Vec<_>>());
        assert_eq!(found(&it, day, "green", 0, 0).await, (Vec::new(), 234));
    }
}

/// Every retained day has its units, even if the item did not sell.
pub async fn an_item_has_its_units_by_day(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", "2018-03-09T10:00:00Z")
            .line("a", 2, "1")
            .named("Kéks"),
        order("2", "2018-03-11T10:00:00Z").line("b", 1, "1"),
        order("3", "2018-03-12T10:00:00Z")
            .line("a", 3, "1")
            .line("a", -9, "1"),
        order("4", "2018-03-12T11:00:00Z").line("a", 4, "1"),
    ])
    .await;
    it.commit(&[order("4", "2018-03-12T11:00:00Z")
        .line("a", 1, "1")
        .version(1)])
        .await;
    let days = async |sku: &str| {
        let days = it.store.item_days(&it.shop, sku).await;
        days.expect("an item is read")
    };
    let a = days("a").await.expect("a was sold");
    assert_eq!(a.name.as_deref(), Some("Kéks"));
    let expected = [("2018-03-09", 2), ("2018-03-11", 0), ("2018-03-12", 4)];
    assert_eq!(a.days, expected.map(|(day, units)| (date(day), units)));
    let b = days("b").await.expect("b was sold");
    assert_eq!((b.name, b.days[1]), (None, (date("2018-03-11"), 1)));
    assert_eq!(days("c").await, None);
    assert_eq!(days("A").await, None, "SKUs are bytes");
}

/// The item stays known after its days are dropped.
pub async fn an_item_outlives_its_days(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let first = date("2018-03-11");
    it.commit(&[order("0", AT).line("old", 1, "1")]).await;
    for later in 1..=8 {
        let placed = format!("{}T10:00:00Z", first + later);
        it.commit(&[order(&later.to_string(), &placed).line("new", 1, "1")])
            .await;
    }
    let old = it.store.item_days(&it.shop, "old").await;
    let old = old.expect("an item is read").expect("it was sold");
    let expected: Vec<(BusinessDay, i64)> = (1..=8).map(|later| (first + later, 0)).collect();
    assert_eq!(old.days, expected);
}
