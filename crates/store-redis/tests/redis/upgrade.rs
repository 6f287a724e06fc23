//! A store that format 1 wrote: `tests/format/1.resp` has the commands that recreate its keys, taken after the server
//! of that format had committed [`history`].

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use domain::{BusinessDay, Price, SearchText, Standing, Timestamp, WholeAmounts};
use ports::Export as _;
use ports::suite::{Dice, Event, Fixture, Line, Naive, order, time};
use store_redis::RedisStore;
use test_servers::Redis;

use crate::factory::store;

const DAY: i64 = 86_400_000;

/// Eleven days of orders, eight of which are kept: ids of every kind, corrections, cancellations, returns, names.
pub(crate) fn history() -> Vec<Event> {
    let mut dice = Dice::new(1_802);
    let start = time("2018-03-01T00:00:00Z").millis();
    let mut events = Vec::new();
    for number in 0..900_i64 {
        let day = number / 82;
        let at = start + day * DAY + (dice.below(1_440) as i64) * 60_000;
        let same = number - dice.below(60) as i64;
        let id = match same % 5 {
            0 => format!("{}", 5_000_000_000 + same),
            1 => format!("0f8fad5b-d9cb-469f-a165-7086772{same:05}"),
            2 => format!("order-{same:04}"),
            3 => format!("rendelés {same} é"),
            _ => format!("{same}"),
        };
        let line = |dice: &mut Dice| {
            let quantity = 1 + dice.below(5) as i64;
            Line {
                sku: match dice.below(3) {
                    0 => format!("sku-{}", dice.below(90)),
                    _ => format!("{}", 100_000 + dice.below(150)),
                },
                name: dice.once_in(2).then(|| format!("Name {}", dice.below(4))),
                price: Price::from_micros(dice.below(30_000_000) as u64),
                quantity: if dice.once_in(6) { -quantity } else { quantity },
            }
        };
        events.push(Event {
            id,
            placed_at: Timestamp::from_millis(at),
            version: dice.below(4) as i64 - 1,
            is_id_given: false,
            is_refund: false,
            channel: None,
            country: None,
            whole: WholeAmounts::NONE,
            standing: if dice.once_in(9) {
                Standing::Cancelled
            } else {
                Standing::Counts
            },
            lines: (0..1 + dice.below(4)).map(|_| line(&mut dice)).collect(),
        });
    }
    events
}

/// A server with the data that format 1 wrote.
fn old_store() -> Redis {
    let server = Redis::start();
    feed(&server, include_bytes!("../format/1.resp"));
    server
}

/// Sends commands unchanged and asserts that none fails.
pub(crate) fn feed(server: &Redis, commands: &[u8]) {
    let mut connection = TcpStream::connect(server.address()).unwrap();
    connection
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    connection.write_all(commands).unwrap();
    connection.shutdown(Shutdown::Write).unwrap();
    let mut answers = String::new();
    connection.read_to_string(&mut answers).unwrap();
    assert!(
        !answers.is_empty() && !answers.contains("-ERR"),
        "{answers}"
    );
}

pub(crate) fn model(it: &Fixture) -> Naive {
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(&history());
    naive
}

/// The same for a store that an earlier version wrote.
pub(crate) fn older_model(it: &Fixture) -> Naive {
    Naive::over_older(&it.shop, it.retention.max_days, &history())
}

/// Compares everything that the store reports with a simple model.
pub(crate) async fn assert_upgraded(it: &Fixture, naive: &Naive) {
    naive.assert_shown(it).await;
    let all = SearchText::new("");
    let retained = it.retained().await;
    for day in std::iter::once(None).chain(retained.days.iter().copied().map(Some)) {
        let expected = naive.popular(day);
        let page = it.store.popular(&it.shop, day, 0, 1_000).await.unwrap();
        assert_eq!((page.total, page.items), (expected.len(), expected.clone()));
        let found = it
            .store
            .search(&it.shop, day, &all, 0, 1_000)
            .await
            .unwrap();
        let found: Vec<_> = found.items.into_iter().map(|it| it.item).collect();
        assert_eq!(found, expected);
    }
    let days = it
        .store
        .item_days(&it.shop, "sku-7")
        .await
        .unwrap()
        .unwrap();
    for (day, units) in days.days {
        let leaders = naive.popular(Some(day));
        let expected = leaders.iter().find(|item| item.sku == "sku-7");
        assert_eq!(units, expected.map_or(0, |item| item.units));
    }
    let rejects = it.store.rejects(&it.shop, 0, 10).await.unwrap();
    let bodies = rejects.items.iter().map(|it| it.reject.body[0]);
    assert_eq!(bodies.collect::<Vec<u8>>(), [2, 1, 0]);
    let position = it.store.position(&it.shop, "kinesis:orders:0").await;
    assert_eq!(position.unwrap().as_deref(), Some("17"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_1_is_upgraded_when_it_is_opened() {
    let server = old_store();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    let mut naive = older_model(&it);
    assert_upgraded(&it, &naive).await;
    assert!(server.ask("KEYS livetill:upgrade:*").starts_with("*0"));
    assert!(
        server
            .ask("HGET livetill:state format")
            .contains("\r\n2\r\n")
    );

    // Every order of the kept days is known, whether it is sent again or not. Then the store keeps working.
    it.commit(&history()).await;
    naive.take(&history());
    assert_upgraded(&it, &naive).await;
    let more: Vec<Event> = (0..200)
        .map(|number| {
            let at = format!("2018-03-{:02}T10:00:00Z", 10 + number % 3);
            order(&format!("{}", 300 + number * 4), &at)
                .version(9)
                .line(&format!("{}", 100_100 + number), 2, "1.10")
                .named("Newest")
        })
        .collect();
    it.commit(&more).await;
    naive.take(&more);
    assert_upgraded(&it, &naive).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_may_upgrade_at_once() {
    let server = old_store();
    let open = || async { Fixture::over(store(&server.url()).await, "default").await };
    let (first, second) = tokio::join!(open(), open());
    let mut naive = older_model(&first);
    assert_upgraded(&first, &naive).await;
    assert_upgraded(&second, &naive).await;
    first.commit(&history()).await;
    naive.take(&history());
    assert_upgraded(&second, &naive).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_broke_off_goes_on() {
    let server = old_store();
    // As a killed server leaves it: the old keys are set aside, and some orders have been moved.
    let open = Fixture::over(store(&server.url()).await, "default");
    let cut = tokio::time::timeout(Duration::from_millis(4), open).await;
    drop(cut);
    let it = Fixture::over(store(&server.url()).await, "default").await;
    assert_upgraded(&it, &older_model(&it)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_an_upgraded_store_has_everything() {
    let server = old_store();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    let naive = older_model(&it);
    let from = RedisStore::connect(&server.url()).await.unwrap();
    let (mut items, mut orders, mut cursor) = (0, 0, Some(0));
    while let Some(at) = cursor {
        let piece = from.export(&it.shop, at).await.unwrap();
        let named = piece.items.iter().filter(|item| item.units > 0);
        items += named.count();
        orders += piece.orders.len();
        cursor = piece.next;
    }
    assert_eq!(items, naive.popular(None).len());
    let days = it.retained().await.days;
    let expected: usize = days.iter().map(|&day| naive.orders(day).len()).sum();
    assert_eq!(orders, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_of_the_old_version_cannot_count_orders_anew() {
    let server = old_store();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    // The first key that a commit of format 1 looks at.
    for shard in 0..16 {
        let answer = server.ask(&format!("HMGET livetill:ledger:{shard} 1"));
        assert!(answer.starts_with("-WRONGTYPE"), "{answer}");
    }
    drop(it);
}

/// Versions that kept totals for 400 days do not record where those begin, no matter which server last changed the
/// days.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_forgot_is_not_known() {
    let server = Redis::start();
    let mut it = Fixture::over(store(&server.url()).await, "default").await;
    it.retention.max_days = 1;
    let on = |day: &str| order(day, &format!("{day}T10:00:00Z")).line("a", 1, "2.00");
    for day in ["2016-01-01", "2018-03-10"] {
        it.commit(&[on(day)]).await;
    }
    let is_known = async |day: &str| {
        let day = BusinessDay::parse(day).unwrap();
        let days = it.store.days(&it.shop, day, day).await.unwrap();
        days[0].unknown.is_empty()
    };
    assert!(is_known("2016-01-02").await);
    let (old, new) = ("16801<,17600=20180310", "*,16801<,17600=20180310");
    let stored = server.ask("HGET livetill:state days");
    assert!(stored.contains(new), "{stored}");
    server.ask(&format!("HSET livetill:state days {old}"));
    server.ask("HDEL livetill:totals 20160101");
    assert!(!is_known("2016-01-01").await && !is_known("2015-12-31").await);
    assert!(is_known("2017-02-03").await);
    // It stays that way, and from now on everything is kept.
    it.commit(&[on("2020-01-01")]).await;
    let stored = server.ask("HGET livetill:state days");
    assert!(stored.contains("17200*,17600<,18262=20200101"), "{stored}");
    assert!(!is_known("2016-01-01").await && is_known("2017-02-03").await);
    assert!(is_known("2018-03-10").await);
}
