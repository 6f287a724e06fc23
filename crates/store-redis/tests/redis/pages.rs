//! Pages that are as narrow as their numbers allow.

use domain::{Commit, Reason, Reject, Rejection, Shop, Timestamp};
use ports::Committed;
use ports::suite::{Event, Fixture, Naive, durably, order};
use test_servers::Redis;

use crate::factory::{narrow, plain, store};

/// An order of one item, with a second line that takes some of it back if the numbers allow it.
fn one(id: &str, sku: &str, sold: i64, back: i64) -> Event {
    let order = order(id, "2018-03-11T10:00:00Z").line(sku, sold, "0.01");
    if back > 0 {
        order.line(sku, -back, "0.01")
    } else {
        order
    }
}

/// The length of a hash field in bytes.
fn length(server: &Redis, key: &str, field: &str) -> usize {
    let mut ask = redis::cmd("HSTRLEN");
    ask.arg(key).arg(field).query(&mut plain(server)).unwrap()
}

fn format(server: &Redis) -> String {
    let mut ask = redis::cmd("HGET");
    ask.arg("livetill:state").arg("format");
    ask.query(&mut plain(server)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_as_wide_as_its_widest_number() {
    let server = Redis::start();
    let it = Fixture::over(store(&narrow(&server)).await, "default").await;
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    let steps = [(127, 64), (1, 128), (32_639, 128), (1, 192), (900_000, 192)];
    for (index, (more, bytes)) in steps.into_iter().enumerate() {
        let events = [
            one(&format!("a-{index}"), "A", more, 0),
            one(&format!("b-{index}"), "B", 1, 1),
        ];
        it.commit(&events).await;
        naive.take(&events);
        naive.assert_shown(&it).await;
        for key in ["livetill:sold", "livetill:sold:20180311"] {
            assert_eq!(length(&server, key, "0"), bytes, "{key} after {index}");
        }
    }
    // A changed order takes back what it counted, so the page may stay as wide as it is.
    let less = one("a-4", "A", 1, 0).version(2);
    it.commit([&less]).await;
    naive.take([&less]);
    naive.assert_shown(&it).await;
    assert_eq!(format(&server), "6");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_goes_over_to_narrow_pages_and_stays() {
    let server = Redis::start();
    let wide = Fixture::over(store(&server.url()).await, "default").await;
    let mut naive = Naive::new(&wide.shop, wide.retention.max_days);
    // Two pages; the next commit changes just one item of them, or many.
    let events = |from: usize, count: usize| -> Vec<Event> {
        let of = from..from + count;
        of.map(|number| one(&number.to_string(), &format!("S{}", number % 100), 300, 0))
            .collect()
    };
    let mut commit = async |it: &Fixture, events: Vec<Event>| {
        it.commit(&events).await;
        naive.take(&events);
        naive.assert_shown(it).await;
    };
    commit(&wide, events(0, 100)).await;
    assert_eq!(format(&server), "2");
    assert_eq!(length(&server, "livetill:sold", "1"), 448);
    let over = Fixture::over(store(&narrow(&server)).await, "default").await;
    commit(&over, events(100, 1)).await;
    assert_eq!(format(&server), "6");
    let pages = ["0", "1"].map(|page| length(&server, "livetill:sold", page));
    assert_eq!(pages, [128, 448]);
    // A server that did not ask for narrow pages uses what the shop has.
    commit(&wide, events(200, 100)).await;
    let pages = ["0", "1"].map(|page| length(&server, "livetill:sold", page));
    assert_eq!(pages, [128, 128]);
    commit(&wide, events(301, 3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_whose_first_order_was_rejected_begins_with_narrow_pages() {
    let server = Redis::start();
    let shop = Shop::new("default", "UTC", "USD").unwrap();
    let it = Fixture::of(store(&server.url()).await, shop, Some(true)).await;
    let rejected = Commit {
        rejects: vec![Reject {
            rejection: Rejection::new(Reason::ALL[0], "its first try".to_owned()),
            id: None,
            source: "http".to_owned(),
            received_at: Timestamp::from_millis(1_520_776_000_000),
            body: b"{}".to_vec(),
        }],
        ..Commit::default()
    };
    let answer = durably(&*it.store, &it.shop, &rejected).await.unwrap();
    assert_eq!(answer, Committed::Applied);
    assert_eq!(format(&server), "2");
    it.commit(&[one("a", "A", 1, 0)]).await;
    assert_eq!(format(&server), "6");
    assert_eq!(length(&server, "livetill:sold", "0"), 64);
}
