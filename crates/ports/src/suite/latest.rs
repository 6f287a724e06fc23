//! The feed of the most recent item lines.

use domain::{LATEST_LINES, LatestItem, Price, Quantity};

use super::{Fixture, StoreFactory, order, time};

const AT: &str = "2018-03-11T10:00:00Z";

/// It holds 100 lines, never 101, whether they come one by one or many at once.
pub async fn the_feed_holds_exactly_100_lines(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    for id in 0..99 {
        it.commit(&[order(&id.to_string(), AT).line(&id.to_string(), 1, "1")])
            .await;
    }
    assert_eq!(it.feed().await.len(), 99);
    it.commit(&[order("two", AT).line("99", 1, "1").line("100", 1, "1")])
        .await;
    let feed = it.feed().await;
    assert_eq!(
        (feed.len(), &*feed[0], &*feed[99]),
        (LATEST_LINES, "100", "1")
    );
    let many: Vec<_> = (0..150)
        .map(|id| order(&format!("m{id}"), AT).line(&format!("m{id}"), 1, "1"))
        .collect();
    it.commit(&many).await;
    let feed = it.feed().await;
    assert_eq!(
        (feed.len(), &*feed[0], &*feed[99]),
        (LATEST_LINES, "m149", "m50")
    );
}

/// The time of arrival decides, not the orders' own time; later lines of an order come before earlier ones.
pub async fn the_newest_line_comes_first(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", AT)
        .line("a", 1, "1")
        .line("b", 1, "1")
        .line("c", -1, "1")])
        .await;
    it.commit(&[
        order("2", "2018-03-10T10:00:00Z").line("d", 1, "1"),
        order("3", "2018-03-11T09:00:00Z")
            .line("e", 1, "1")
            .line("a", 1, "1"),
    ])
    .await;
    assert_eq!(it.feed().await, ["a", "e", "d", "b", "a"]);
    let board = it.board("2018-03-11").await;
    assert_eq!(
        board.latest,
        it.store.latest(&it.shop).await.expect("the feed is read")
    );
}

/// A correction is not news: its lines do not enter again, and the old ones stay.
pub async fn later_versions_do_not_enter_again(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", AT).line("a", 1, "1"),
        order("2", AT).line("b", 1, "1"),
    ])
    .await;
    it.commit(&[order("1", AT).line("c", 5, "1").version(1)])
        .await;
    it.commit(&[order("2", AT).version(1).cancelled()]).await;
    assert_eq!(it.feed().await, ["b", "a"]);
}

/// A line has its quantity, price and time, and the item's newest name.
pub async fn a_line_says_what_was_sold(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let placed = "2018-03-11T10:00:00.123Z";
    it.commit(&[order("1", placed)
        .line("a", 3, "0.125")
        .named("Kéks")
        .line("b", 1, "2")])
        .await;
    let line = |sku: &str, name: Option<&str>, quantity, micros| LatestItem {
        sku: sku.to_owned(),
        name: name.map(str::to_owned),
        quantity: Quantity::whole(quantity),
        price: Some(Price::from_micros(micros)),
        sold_at: Some(time(placed)),
    };
    let latest = it.store.latest(&it.shop).await.expect("the feed is read");
    assert_eq!(
        latest,
        [
            line("b", None, 1, 2_000_000),
            line("a", Some("Kéks"), 3, 125_000)
        ]
    );
}
