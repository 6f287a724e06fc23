//! A store that today's server wrote, as commands. `tests/format/N.resp` is made from one.
//!
//! With `RECORD_FORMAT=FILE` in the environment, the first test also writes its commands to a file. Do this before
//! incrementing the format's number; an existing file is never regenerated.

use domain::{
    BusinessDay, Commit, Known, OrderEvent, OrderFilter, OrderLine, Orders, PositionChange, Price,
    Quantity, Rate, Reason, Reject, Rejection,
};
use ports::Committed;
use ports::suite::{Event, Fixture, Naive, durably, order, time};
use test_servers::Redis;

use crate::factory::{narrow, plain, store};
use crate::upgrade::{assert_upgraded, feed, history, model, older_model};

/// The data in a fixture's store: batches of orders, three rejects, a position.
async fn fill(it: &Fixture) {
    for batch in history().chunks(90) {
        it.commit(batch).await;
    }
    for number in 0..3_u8 {
        let reject = Reject {
            rejection: Rejection::new(Reason::InvalidPrice, "items[0].price is below zero"),
            id: Some(format!("bad-{number}")),
            source: "http".to_owned(),
            received_at: time("2018-03-12T00:00:00.123Z"),
            body: vec![number],
        };
        let is_last = number == 2;
        let position = is_last.then(|| PositionChange {
            source: "kinesis:orders:0".to_owned(),
            expected: None,
            position: "17".to_owned(),
        });
        let commit = Commit {
            expected_epoch: it.retained().await.epoch,
            rejects: vec![reject],
            positions: position.into_iter().collect(),
            ..Commit::default()
        };
        let answer = durably(&*it.store, &it.shop, &commit).await.unwrap();
        assert_eq!(answer, Committed::Applied);
    }
}

/// Counts an order of that day, converted from yen.
pub(crate) async fn sell_in_yen(it: &Fixture, id: &str) {
    let (price, quantity) = (Price::parse("1000"), Quantity::whole(1));
    let lines = [OrderLine::product(
        "A",
        None,
        price.unwrap(),
        quantity.unwrap(),
    )];
    let event = OrderEvent {
        currency: Some("JPY"),
        rate: Rate::parse("0.0064").ok(),
        ..OrderEvent::of_lines(id, time("2018-03-11T10:00:00Z"), &lines)
    };
    let mut orders = Orders::default();
    orders
        .push(&it.shop, time("2018-03-12T00:00:00Z"), &event)
        .unwrap();
    let known = Known {
        retained: it.retained().await,
        ..Known::default()
    };
    let commit = domain::fold(&it.shop, &it.retention, &known, &orders).commit;
    let answer = durably(&*it.store, &it.shop, &commit).await.unwrap();
    assert_eq!(answer, Committed::Applied);
}

/// The currency of an order of that day before it was converted.
pub(crate) async fn original(it: &Fixture, id: &str) -> Option<String> {
    let day = BusinessDay::parse("2018-03-11").unwrap();
    let all = OrderFilter::default();
    let found = it.store.orders(&it.shop, day, &all, 0, 10).await.unwrap();
    let order = found.items.iter().find(|order| order.id == id).unwrap();
    order.original().map(ToString::to_string)
}

/// The commands that recreate a server's keys, except leases and other keys that soon expire.
fn commands_of(server: &Redis) -> Vec<u8> {
    const A_DAY: i64 = 86_400_000;
    let mut connection = plain(server);
    let mut keys: Vec<Vec<u8>> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    keys.sort();
    let mut commands = Vec::new();
    for key in keys {
        let ask = |name: &str| redis::cmd(name).arg(&key).to_owned();
        let left: i64 = ask("PTTL").query(&mut connection).unwrap();
        if (0..A_DAY).contains(&left) {
            continue;
        }
        let kind: String = ask("TYPE").query(&mut connection).unwrap();
        let (write, parts): (&str, Vec<Vec<u8>>) = match kind.as_str() {
            "string" => {
                let value = ask("GET").query(&mut connection).unwrap();
                ("SET", vec![value])
            }
            "hash" => ("HSET", ask("HGETALL").query(&mut connection).unwrap()),
            "list" => {
                let mut all = ask("LRANGE");
                let all = all.arg(0).arg(-1).query(&mut connection).unwrap();
                ("RPUSH", all)
            }
            "zset" => {
                let mut all = ask("ZRANGE");
                let all = all.arg(0).arg(-1).arg("WITHSCORES");
                let mut pairs: Vec<Vec<u8>> = all.query(&mut connection).unwrap();
                pairs.chunks_mut(2).for_each(|pair| pair.swap(0, 1));
                ("ZADD", pairs)
            }
            "set" => ("SADD", ask("SMEMBERS").query(&mut connection).unwrap()),
            other => panic!("{} is a {other}", String::from_utf8_lossy(&key)),
        };
        let command = redis::cmd(write).arg(&key).arg(parts).get_packed_command();
        commands.extend(command);
    }
    commands
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_today_can_be_recorded() {
    let server = Redis::start();
    let it = Fixture::over(store(&narrow(&server)).await, "default").await;
    fill(&it).await;
    let yen = Fixture::over(it.store.clone(), "yen").await;
    sell_in_yen(&yen, "converted").await;
    let commands = commands_of(&server);
    if let Some(file) = std::env::var_os("RECORD_FORMAT") {
        std::fs::write(file, &commands).unwrap();
    }
    let copy = Redis::start();
    feed(&copy, &commands);
    let it = Fixture::over(store(&copy.url()).await, "default").await;
    assert_upgraded(&it, &model(&it)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_2_opens_and_goes_on() {
    opens_and_goes_on(include_bytes!("../format/2.resp"), Redis::url, older_model).await;
}

/// Only its pages change.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_2_goes_on_with_narrow_pages() {
    opens_and_goes_on(include_bytes!("../format/2.resp"), narrow, older_model).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_6_opens_and_goes_on() {
    opens_and_goes_on(include_bytes!("../format/6.resp"), Redis::url, model).await;
}

/// With the same data, and with a shop that has a converted order.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_7_opens_and_goes_on() {
    let recorded = include_bytes!("../format/7.resp");
    opens_and_goes_on(recorded, Redis::url, model).await;
    let server = Redis::start();
    feed(&server, recorded);
    let it = Fixture::over(store(&server.url()).await, "yen").await;
    let known = original(&it, "converted").await;
    assert_eq!(known.as_deref(), Some("JPY 1000 0.0064"));
    assert_eq!(it.leaders(None).await, [("A".to_owned(), 1)]);
}

async fn opens_and_goes_on(
    commands: &[u8],
    url: fn(&Redis) -> String,
    model: fn(&Fixture) -> Naive,
) {
    let server = Redis::start();
    feed(&server, commands);
    let it = Fixture::over(store(&url(&server)).await, "default").await;
    let mut naive = model(&it);
    assert_upgraded(&it, &naive).await;

    // All of it is known. Then come new orders and corrections of stored ones.
    it.commit(&history()).await;
    naive.take(&history());
    assert_upgraded(&it, &naive).await;
    let day = BusinessDay::parse("2018-03-11").unwrap();
    let known = naive.orders(day);
    let corrections = known.iter().step_by(3).map(|stored| {
        order(&stored.id, "2018-03-10T07:08:09Z")
            .version(9)
            .line("100007", 3, "2.50")
            .line("sku-7", -1, "0.99")
    });
    let new = (0..50).map(|number| {
        order(&format!("new-{number}"), "2018-03-11T23:59:59Z").line("sku-7", 1, "1.10")
    });
    let more: Vec<Event> = corrections.chain(new).collect();
    it.commit(&more).await;
    naive.take(&more);
    assert_upgraded(&it, &naive).await;
}
