//! The first process to notice packs the items of dropped days, and it happens only once.

use std::time::{Duration, Instant};

use domain::{BusinessDay, DayItems, Shop};
use ports::suite::{Fixture, order};
use test_servers::Redis;

use crate::factory::{plain, store};

async fn items(it: &Fixture, day: &str) -> Option<DayItems> {
    let days = [BusinessDay::parse(day).unwrap()];
    let items = it.store.items_of_days(&it.shop, &days).await.unwrap();
    items.into_iter().next().unwrap()
}

/// Units, amount in cents, and returned pieces, by SKU.
type Items<'i> = Vec<(&'i str, i64, i128, i64)>;

fn figures(items: &DayItems) -> Items<'_> {
    let items = items.items.iter();
    items
        .map(|(sku, item)| (&**sku, item.units, item.amount, item.returned_units))
        .collect()
}

async fn opened(server: &Redis) -> Fixture {
    let shop = Shop::new("default", "UTC", "USD").unwrap();
    let mut it = Fixture::of(store(&server.url()).await, shop, None).await;
    it.retention.max_days = 1;
    it
}

async fn until_packed(server: &Redis) {
    let begun = Instant::now();
    while !server.ask("EXISTS livetill:leaving").contains(":0") {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody packs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

const PAGES: [&str; 4] = ["sold", "earned", "returned", "refunded"];

#[tokio::test(flavor = "multi_thread")]
async fn days_that_wait_are_packed_by_whoever_opens_the_shop() {
    let server = Redis::start();
    let it = opened(&server).await;
    let on = |id: &str, day: &str| order(id, &format!("2018-03-{day}T10:00:00Z"));
    let first = on("1", "10").line("a", 3, "1.00").line("b", 300, "0.01");
    it.commit(&[first.line("c", -1, "0.50")]).await;
    let mut connection = plain(&server);
    let pages = PAGES.map(|name| format!("livetill:{name}:20180310"));
    let mut page = |key: &str| -> Vec<u8> {
        redis::cmd("HGET")
            .arg(key)
            .arg(0)
            .query(&mut connection)
            .unwrap()
    };
    let kept = pages.each_ref().map(|key| page(key));
    it.commit(&[on("2", "11").line("b", 1, "1.00")]).await;
    until_packed(&server).await;
    let expected = [("b", 300, 300, 0), ("a", 3, 300, 0), ("c", 0, 0, 1)];
    assert_eq!(figures(&items(&it, "2018-03-10").await.unwrap()), expected);
    for key in &pages {
        assert!(server.ask(&format!("EXISTS {key}")).contains(":0"), "{key}");
    }
    let mut connection = plain(&server);
    let packed: Vec<u8> = redis::cmd("GET")
        .arg("livetill:items:20180310")
        .query(&mut connection)
        .unwrap();
    // For each item, its number and four figures; 300 takes one byte more.
    assert_eq!(packed.len(), 6 + 3 * 5 + 3, "{packed:?}");

    // As after a server that stopped between the commit and the packing. Then two servers find it at once.
    drop(it);
    let () = redis::cmd("DEL")
        .arg("livetill:items:20180310")
        .query(&mut connection)
        .unwrap();
    for (key, page) in pages.iter().zip(&kept) {
        let mut set = redis::cmd("HSET");
        let () = set
            .arg(key)
            .arg(0)
            .arg(page)
            .query(&mut connection)
            .unwrap();
    }
    let () = redis::cmd("HSET")
        .arg("livetill:leaving")
        .arg("20180310")
        .arg(1)
        .query(&mut connection)
        .unwrap();
    let (one, other) = tokio::join!(opened(&server), opened(&server));
    for it in [&one, &other] {
        assert_eq!(figures(&items(it, "2018-03-10").await.unwrap()), expected);
    }
    until_packed(&server).await;
    for it in [&one, &other] {
        assert_eq!(figures(&items(it, "2018-03-10").await.unwrap()), expected);
    }
    for key in &pages {
        assert!(server.ask(&format!("EXISTS {key}")).contains(":0"), "{key}");
    }
}

/// When an earlier version dropped a day, it dropped the items too.
#[tokio::test(flavor = "multi_thread")]
async fn items_that_an_earlier_version_dropped_are_not_known() {
    let server = Redis::start();
    let it = opened(&server).await;
    for day in ["2018-03-10", "2018-03-11"] {
        let at = format!("{day}T10:00:00Z");
        it.commit(&[order(day, &at).line("a", 3, "1.00")]).await;
    }
    until_packed(&server).await;
    assert!(items(&it, "2018-03-10").await.is_some());
    server.ask("DEL livetill:items:20180310");
    assert_eq!(items(&it, "2018-03-10").await, None);
    // A day without orders is known to have none.
    let none = items(&it, "2018-03-09").await.unwrap();
    assert!(none.has_amounts && none.items.is_empty());
}

fn format_of(server: &Redis) -> String {
    let mut connection = plain(server);
    let mut get = redis::cmd("HGET");
    get.arg("livetill:state").arg("format");
    get.query(&mut connection).unwrap()
}

/// A shop that keeps amounts by line has the newest format from its first order on. Other shops keep their format.
#[tokio::test(flavor = "multi_thread")]
async fn amounts_by_line_make_a_store_of_the_newest_format() {
    for (products, format) in [(None, "6"), (Some(true), "6"), (Some(false), "3")] {
        let server = Redis::start();
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let it = Fixture::of(store(&server.url()).await, shop, products).await;
        let order = order("1", "2018-03-10T10:00:00Z").line("a", 3, "1.00");
        it.commit(&[order.line("a", -1, "0.00")]).await;
        assert_eq!(format_of(&server), format, "{products:?}");
    }
    // An older store is upgraded when asked.
    let server = Redis::start();
    let shop = Shop::new("default", "UTC", "USD").unwrap();
    let it = Fixture::of(store(&server.url()).await, shop.clone(), Some(false)).await;
    it.commit(&[order("1", "2018-03-10T10:00:00Z").line("a", 3, "1.00")])
        .await;
    for (products, format) in [(None, "2"), (Some(true), "5")] {
        let _ = Fixture::of(store(&server.url()).await, shop.clone(), products).await;
        assert_eq!(format_of(&server), format, "{products:?}");
    }
    // A server that wrote to it before learns of the change.
    let before = it.retained().await;
    it.commit(&[order("2", "2018-03-11T10:00:00Z").line("a", 1, "1.00")])
        .await;
    assert!(before.products.is_some());
    let found = items(&it, "2018-03-11").await.unwrap();
    assert_eq!(figures(&found), [("a", 1, 100, 0)]);
}
