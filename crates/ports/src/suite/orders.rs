//! The ledger's orders, in the form for people.

use domain::Measure::Orders;
use domain::{BusinessDay, LedgerOrder, LocalTime, OrderFilter, Outcome, SoldItem, Standing};

use super::fixture::date;
use super::{Event, Fixture, StoreFactory, order};

const AT: &str = "2018-03-11T10:00:00Z";
const DAY: &str = "2018-03-11";

async fn page(
    it: &Fixture,
    day: &str,
    sku: Option<&str>,
    offset: usize,
    limit: usize,
) -> (Vec<LedgerOrder>, usize) {
    let filter = OrderFilter::of_item(sku);
    let page = it.store.orders(&it.shop, date(day), &filter, offset, limit);
    let page = page.await.expect("orders are read");
    (page.items, page.total)
}

async fn ids(it: &Fixture, day: &str, sku: Option<&str>) -> Vec<String> {
    let (orders, total) = page(it, day, sku, 0, 1_000).await;
    assert_eq!(orders.len(), total, "the page holds them all");
    orders.into_iter().map(|order| order.id).collect()
}

fn at(day: &str, second: u32) -> LocalTime {
    LocalTime::new(date(day), second)
}

/// The time of day decides, whatever order they arrived in; within a second the bytes of the id decide.
pub async fn orders_are_listed_newest_first(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = |id: &str, at: &str| order(id, at).line("a", 1, "1");
    it.commit(&[sold("noon", "2018-03-11T12:00:00Z"), sold("10", AT)])
        .await;
    it.commit(&[
        sold("late", "2018-03-11T23:59:59.999Z"),
        sold("early", "2018-03-11T00:00:00Z"),
        sold("9", "2018-03-11T10:00:00.999Z"),
        sold("é", AT),
        sold("z", AT),
        sold("0f8fad5b-d9cb-469f-a165-70867728950e", AT),
        sold("before", "2018-03-10T23:59:59Z"),
        sold("after", "2018-03-12T00:00:00Z"),
    ])
    .await;
    let same_second = ["é", "z", "9", "10", "0f8fad5b-d9cb-469f-a165-70867728950e"];
    let mut expected = vec!["late", "noon"];
    expected.extend(same_second);
    expected.push("early");
    assert_eq!(ids(&it, DAY, None).await, expected);
    assert_eq!(ids(&it, "2018-03-10", None).await, ["before"]);
    assert_eq!(ids(&it, "2018-03-12", None).await, ["after"]);
}

/// When clocks go back, one hour is shown twice. Its orders are listed in the order in which they happened, each with
/// the offset of its pass: new and cancelled orders, and corrections of either.
pub async fn orders_of_an_hour_that_comes_twice_keep_their_pass(factory: &dyn StoreFactory) {
    let store = factory.open().await;
    let it = Fixture::in_zone(store, factory.shop(), "America/New_York").await;
    let sold = |id: &str, at: &str| order(id, at).line("a", 1, "1");
    it.commit(&[
        sold("2-first", "2018-11-04T01:30:07-04:00"),
        sold("3-first", "2018-11-04T01:59:59-04:00"),
        sold("1-second", "2018-11-04T01:00:00-05:00"),
        sold("0-second", "2018-11-04T01:30:07-05:00").line("b", -1, "0.5"),
        sold("moved", "2018-11-04T01:30:08-05:00"),
        sold("after", "2018-11-04T02:00:00-05:00"),
        sold("before", "2018-11-04T00:59:59-04:00"),
        order("gone", "2018-11-04T01:10:00-05:00").cancelled(),
    ])
    .await;
    it.commit(&[sold("moved", "2018-11-04T01:30:08-04:00").version(1)])
        .await;
    let expected = [
        ("after", "02:00:00-05:00"),
        ("0-second", "01:30:07-05:00"),
        ("gone", "01:10:00-05:00"),
        ("1-second", "01:00:00-05:00"),
        ("3-first", "01:59:59-04:00"),
        ("moved", "01:30:08-04:00"),
        ("2-first", "01:30:07-04:00"),
        ("before", "00:59:59-04:00"),
    ];
    let expected: Vec<(String, String)> = expected
        .map(|(id, at)| (id.to_owned(), format!("2018-11-04T{at}")))
        .into();
    let listed = |(orders, _): (Vec<LedgerOrder>, usize)| -> Vec<(String, String)> {
        let orders = orders.into_iter();
        let placed = orders.map(|order| (order.id, it.shop.clock.rfc3339_local(order.at)));
        placed.collect()
    };
    let day = "2018-11-04";
    assert_eq!(listed(page(&it, day, None, 0, 1_000).await), expected);
    assert_eq!(listed(page(&it, day, None, 2, 3).await), expected[2..5]);
    // The figures show both passes as one hour, and subtractions were made where the order was.
    let figures = it.day(day).await;
    assert_eq!((figures.hours[1][Orders], figures.sums[Orders]), (5, 7));
    assert!(page(&it, day, None, 0, 1_000).await.0[2].standing == Standing::Cancelled);
    let again = sold("0-second", "2018-11-04T01:30:07-05:00").line("b", -1, "0.5");
    assert_eq!(it.commit([&again]).await, [Outcome::Duplicate]);
    it.store.close().await.expect("the store closes");
    drop(it);
    let it = Fixture::in_zone(factory.reopen().await, factory.shop(), "America/New_York").await;
    let (orders, _) = page(&it, day, None, 0, 1_000).await;
    let placed = orders
        .into_iter()
        .map(|order| (order.id, it.shop.clock.rfc3339_local(order.at)));
    assert_eq!(placed.collect::<Vec<_>>(), expected);
}

/// Ids are returned as they were sent, whatever form a store keeps them in.
pub async fn order_ids_come_back_as_they_were(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let long = "é".repeat(64);
    let mut sent = vec![
        "0",
        "00",
        "007",
        "7",
        "-7",
        "255",
        "256",
        "9999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "00000000-0000-0000-0000-00000000000a",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "0F8FAD5B-D9CB-469F-A165-70867728950E",
        "0f8fad5bd9cb469fa16570867728950e",
        "#1001",
        " a b ",
        "日本語",
        "{tag}:key*?[]",
        &long,
    ];
    let events: Vec<Event> = sent
        .iter()
        .map(|id| order(id, AT).line("a", 1, "1"))
        .collect();
    it.commit(&events).await;
    sent.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(ids(&it, DAY, None).await, sent);
}

/// Pages join without gap or overlap, both near the front and far from it.
pub async fn pages_of_orders_join_and_end(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let events: Vec<Event> = (0..250)
        .map(|number| {
            let placed = format!("2018-03-11T10:{:02}:{:02}Z", number % 7, number % 11);
            order(&format!("order-{number}"), &placed).line("a", 1, "1")
        })
        .collect();
    it.commit(&events).await;
    let whole = ids(&it, DAY, None).await;
    assert_eq!(whole.len(), 250);
    let mut joined = Vec::new();
    for offset in [0, 100, 200, 300, 1_000_000] {
        let (orders, total) = page(&it, DAY, None, offset, 100).await;
        assert_eq!(total, 250);
        assert_eq!(orders.len(), 250_usize.saturating_sub(offset).min(100));
        joined.extend(orders.into_iter().map(|order| order.id));
    }
    assert_eq!(joined, whole);
    assert_eq!(page(&it, DAY, None, 0, 0).await, (Vec::new(), 250));
    assert_eq!(page(&it, DAY, None, usize::MAX, 9).await, (Vec::new(), 250));
    let (three, _) = page(&it, DAY, None, 248, 1_000_000).await;
    assert_eq!(three.len(), 2);
}

/// An item's orders are those that sold it; returning it is not selling it.
pub async fn orders_are_filtered_by_item(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", AT).line("a", 1, "1").line("b", 2, "1"),
        order("2", AT).line("b", 1, "1"),
        order("3", AT).line("c", 1, "1").line("a", 1, "1"),
        order("4", AT).line("b", 1, "1").line("a", -1, "1"),
        order("5", "2018-03-10T10:00:00Z").line("a", 1, "1"),
        order("6", AT).line("A", 1, "1").line("aa", 1, "1"),
        order("7", AT).line("12", 1, "1"),
    ])
    .await;
    assert_eq!(ids(&it, DAY, Some("a")).await, ["3", "1"]);
    assert_eq!(ids(&it, DAY, Some("12")).await, ["7"]);
    assert_eq!(ids(&it, DAY, Some("never")).await, [""; 0]);
    let (second, total) = page(&it, DAY, Some("b"), 1, 1).await;
    assert_eq!((&*second[0].id, total), ("2", 3));
    let corrected = order("3", AT).line("c", 1, "1").version(1);
    it.commit(&[corrected, order("1", AT).version(1).cancelled()])
        .await;
    assert_eq!(ids(&it, DAY, Some("a")).await, [""; 0]);
}

/// An order shows what counts: its newest version, with sums rounded once, and the items' names.
pub async fn an_order_shows_its_newest_version(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", AT).line("a", 9, "1").named("Old")])
        .await;
    let second = order("1", "2018-03-11T15:30:07.9Z")
        .line("b", 3, "0.335")
        .line("a", 2, "1.00")
        .named("Kéks")
        .line("c", -1, "4.00")
        .line("b", 1, "0.335")
        .version(i64::MAX);
    it.commit([&second]).await;
    let item = |sku: &str, name: Option<&str>, units| SoldItem {
        sku: sku.to_owned(),
        name: name.map(str::to_owned),
        units,
    };
    let (kept, total) = page(&it, DAY, None, 0, 10).await;
    assert_eq!(total, 1);
    let expected = LedgerOrder {
        id: "1".to_owned(),
        version: i64::MAX,
        standing: Standing::Counts,
        at: at(DAY, 15 * 3_600 + 30 * 60 + 7),
        revenue: 334,
        returns: 400,
        items: vec![
            item("b", None, 3),
            item("a", Some("Kéks"), 2),
            item("b", None, 1),
        ],
        extra: second.extra(&it.shop),
    };
    assert_eq!(kept, [expected]);
    it.commit(&[order("2", "2018-03-12T09:00:00Z").line("a", 1, "1")])
        .await;
    it.commit(&[order("2", AT).line("a", 1, "1").version(-5)])
        .await;
    it.commit(&[order("2", AT).line("a", 1, "1").version(5)])
        .await;
    assert_eq!(ids(&it, "2018-03-12", None).await, [""; 0], "it moved");
    assert_eq!(ids(&it, DAY, None).await, ["1", "2"]);
}

/// The ledger also has cancelled orders and those with only return lines.
pub async fn cancellations_and_returns_are_listed(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let refund = order("refund", AT).line("a", -2, "1.50");
    let refunded = refund.extra(&it.shop);
    it.commit(&[
        order("gone", AT).line("a", 1, "1.00"),
        refund,
        order("never", AT).version(7).cancelled(),
    ])
    .await;
    it.commit(&[order("gone", "2018-03-11T11:00:00Z").version(1).cancelled()])
        .await;
    let bare = |id: &str, version, standing, second, (returns, extra)| LedgerOrder {
        id: id.to_owned(),
        version,
        standing,
        at: at(DAY, second),
        revenue: 0,
        returns,
        items: Vec::new(),
        extra,
    };
    let (orders, total) = page(&it, DAY, None, 0, 10).await;
    assert_eq!(total, 3);
    let expected = [
        bare("gone", 1, Standing::Cancelled, 39_600, (0, None)),
        bare("refund", 0, Standing::Counts, 36_000, (300, refunded)),
        bare("never", 7, Standing::Cancelled, 36_000, (0, None)),
    ];
    assert_eq!(orders, expected);
}

/// Days that are not kept have no orders, neither before they began nor after they were dropped.
pub async fn days_that_are_not_kept_have_no_orders(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    assert_eq!(ids(&it, DAY, None).await, [""; 0], "an empty store");
    let first: BusinessDay = date(DAY);
    for later in 0..9 {
        let placed = format!("{}T10:00:00Z", first + later);
        it.commit(&[order(&later.to_string(), &placed).line("a", 1, "1")])
            .await;
    }
    assert_eq!(
        ids(&it, DAY, None).await,
        [""; 0],
        "the ninth day pushed it out"
    );
    assert_eq!(ids(&it, "2018-03-12", None).await, ["1"]);
    assert_eq!(ids(&it, "2018-03-10", Some("a")).await, [""; 0]);
    assert_eq!(ids(&it, "2018-03-30", None).await, [""; 0]);
}
