//! The article's own commands, used together with the board.

use domain::Measure::{Orders, Revenue, Units};
use domain::{Board, BoardQuery, BusinessDay, DayRecord, Timestamp, Unknown};
use ports::suite::{Fixture, durably, order};
use redis::Connection;
use test_servers::Redis;

use crate::factory::{plain, store};

fn ask<T: redis::FromRedisValue>(connection: &mut Connection, command: &str) -> T {
    let mut words = command.split(' ');
    let mut request = redis::cmd(words.next().unwrap());
    for word in words {
        request.arg(word);
    }
    request.query(connection).unwrap()
}

/// What the original design's function does for an order, command by command.
fn original(
    connection: &mut Connection,
    day: &str,
    hour: usize,
    lines: &[(&str, i64)],
    total: &str,
) {
    ask::<i64>(connection, &format!("INCR orders:{day}"));
    for (sku, quantity) in lines {
        ask::<f64>(
            connection,
            &format!("ZINCRBY orders:items:popular {quantity} {sku}"),
        );
        ask::<i64>(connection, &format!("SADD orders:items:{day} {sku}"));
        ask::<i64>(connection, &format!("LPUSH orders:items:latest {sku}"));
        ask::<String>(connection, "LTRIM orders:items:latest 0 100");
    }
    ask::<i64>(connection, &format!("ZADD sales:revenue:days 0 {day}"));
    ask::<f64>(
        connection,
        &format!("HINCRBYFLOAT sales:revenue:{day} {hour} {total}"),
    );
    ask::<i64>(connection, "PUBLISH orders: 1");
}

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).unwrap()
}

#[tokio::test]
async fn the_six_commands_read_what_the_board_shows() {
    let server = Redis::start();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    for number in 0..60 {
        let at = format!("2018-03-{:02}T{:02}:10:00Z", 3 + number / 6, number % 24);
        let event = order(&number.to_string(), &at)
            .line(&format!("sku {}", number % 7), 1 + number % 4, "0.10")
            .line("both", 1, "0.20")
            .line("back", -1, "1.00");
        it.commit(&[event]).await;
    }
    it.commit(&[order("59", "2018-03-12T09:10:00Z").version(1).cancelled()])
        .await;
    let board = it.board("2018-03-12").await;
    let today = &board.week[6];
    let mut plain = plain(&server);

    assert_eq!(
        ask::<i64>(&mut plain, "GET orders:20180312"),
        i64::try_from(today.sums[Orders]).unwrap()
    );
    assert_eq!(
        ask::<u64>(&mut plain, "SCARD orders:items:20180312"),
        today.unique_items
    );
    let popular: Vec<(String, i64)> =
        ask(&mut plain, "ZREVRANGE orders:items:popular 0 9 WITHSCORES");
    let shown: Vec<_> = board
        .popular
        .iter()
        .map(|it| (it.sku.clone(), it.units))
        .collect();
    assert_eq!(popular, shown);
    let latest: Vec<String> = ask(&mut plain, "LRANGE orders:items:latest 0 9");
    let shown: Vec<_> = board
        .latest
        .iter()
        .take(10)
        .map(|it| it.sku.clone())
        .collect();
    assert_eq!(latest, shown);
    assert_eq!(ask::<usize>(&mut plain, "LLEN orders:items:latest"), 100);
    let days: Vec<String> = ask(&mut plain, "ZREVRANGE sales:revenue:days 0 6");
    let shown: Vec<_> = board.week.iter().rev().map(|it| it.day.compact()).collect();
    assert_eq!(days, shown);
    assert_eq!(
        ask::<usize>(&mut plain, "ZCARD sales:revenue:days"),
        8,
        "pruned to the retained days"
    );
    let hours: Vec<(usize, String)> = ask(&mut plain, "HGETALL sales:revenue:20180311");
    assert_eq!(hours.len(), 6);
    for (hour, revenue) in hours {
        assert_eq!(
            revenue,
            it.shop.currency.format(board.week[5].hours[hour][Revenue])
        );
    }
    for key in [
        "orders:20180312",
        "orders:items:20180312",
        "sales:revenue:20180312",
    ] {
        assert!(
            ask::<i64>(&mut plain, &format!("TTL {key}")) > 86_400,
            "{key} expires"
        );
    }
    assert_eq!(
        ask::<i64>(
            &mut plain,
            "EXISTS orders:20180303 orders:items:20180303 sales:revenue:20180303"
        ),
        0
    );
}

#[tokio::test]
async fn decimals_do_not_drift() {
    let server = Redis::start();
    let it = Fixture::over(store(&server.url()).await, "default").await;
    let mut plain = plain(&server);
    let at = "2018-03-11T10:00:00Z";
    let mut revenue = || ask::<String>(&mut plain, "HGET sales:revenue:20180311 10");
    for (id, price, shown) in [
        ("1", "5200", "5200.00"),
        ("2", "10.43", "5210.43"),
        ("3", "0.005", "5210.44"),
    ] {
        it.commit(&[order(id, at).line("A", 1, price)]).await;
        assert_eq!(revenue(), shown);
    }
    // Beyond 2^53 hundredths, doubles can only hold even numbers.
    for number in 0..20 {
        let huge = order(&format!("huge-{number}"), at).line("A", 10, "999999999999.999");
        it.commit(&[huge]).await;
    }
    assert_eq!(revenue(), "200000000005210.24");
}

#[tokio::test]
async fn a_redis_of_the_original_design_is_shown() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let it = Fixture::over(store(&server.url()).await, "default").await;
    original(&mut plain, "20180310", 9, &[("a", 2), ("b", 1)], "5200");
    original(&mut plain, "20180311", 10, &[("a", 1), ("c", 5)], "5200");
    original(&mut plain, "20180311", 10, &[("a", 1)], "10.43");
    assert_eq!(
        ask::<String>(&mut plain, "HGET sales:revenue:20180311 10"),
        "5210.43000000000000016"
    );

    let board = it.board("2018-03-11").await;
    let (before, today) = (&board.week[5], &board.week[6]);
    assert_eq!(
        (today.sums[Orders], today.unique_items, today.sums[Revenue]),
        (2, 2, 521_043)
    );
    assert_eq!(
        (
            today.hours[10][Revenue],
            before.sums[Orders],
            before.sums[Revenue]
        ),
        (521_043, 1, 520_000)
    );
    let popular: Vec<_> = board
        .popular
        .iter()
        .map(|it| (&*it.sku, it.units))
        .collect();
    assert_eq!(popular, [("c", 5), ("a", 4), ("b", 1)]);
    assert_eq!(it.feed().await, ["a", "c", "a", "b", "a"]);
    assert!(
        board
            .latest
            .iter()
            .all(|it| it.quantity.is_none() && it.price.is_none())
    );
    assert!(board.popular_day.is_empty() && board.minutes.is_empty());
    // Its minutes and units were never kept, which is not the same as zero.
    let as_of = Timestamp::parse_rfc3339("2018-03-11T12:00:00Z").unwrap();
    let query = BoardQuery::of(day("2018-03-11"));
    let shown = Board::assemble(&it.shop, as_of, &query, board.clone());
    assert_eq!(shown.yesterday, Err(Unknown::OriginalDesign));
    let known = [Orders, Units].map(|it| shown.totals.get(it));
    assert_eq!(known, [Some(2), None]);
    let days: Vec<_> = it.retained().await.days.into_iter().collect();
    assert_eq!(days, [day("2018-03-10"), day("2018-03-11")]);

    // The original design keeps writing to it, and its figures are shown as they change.
    original(&mut plain, "20180311", 11, &[("d", 1)], "0.57");
    assert_eq!(it.day("2018-03-11").await.sums[Revenue], 521_100);
}

#[tokio::test]
async fn livetill_goes_on_where_the_original_design_stopped() {
    let server = Redis::start();
    let mut plain = plain(&server);
    for number in 0..2_500 {
        ask::<f64>(
            &mut plain,
            &format!(
                "ZINCRBY orders:items:popular {} old-{number}",
                1 + number % 4
            ),
        );
    }
    original(&mut plain, "20180310", 9, &[("a", 2)], "5200");
    original(&mut plain, "20180311", 10, &[("a", 1), ("c", 5)], "5210.43");
    let it = Fixture::over(store(&server.url()).await, "default").await;
    let at = "2018-03-11T10:30:00Z";
    it.commit(&[order("1", at).line("a", 3, "0.10").line("new", 1, "0.27")])
        .await;

    let board = it.board("2018-03-11").await;
    let today = &board.week[6];
    assert_eq!(
        (today.sums[Orders], today.unique_items, today.sums[Units]),
        (2, 3, 4)
    );
    assert_eq!(
        (today.sums[Revenue], board.week[5].sums[Revenue]),
        (521_100, 520_000)
    );
    let unknown = board.week[5..].iter().map(DayRecord::unknown_by_hour);
    assert!(
        unknown
            .into_iter()
            .all(|it| it == Some(Unknown::OriginalDesign))
    );
    assert_eq!(today.totals().get(Units), None);
    let page = it.store.popular(&it.shop, None, 0, 1_000).await.unwrap();
    assert_eq!(page.total, 2_503);
    assert_eq!(
        it.leaders(Some(day("2018-03-11"))).await,
        [("a".to_owned(), 3), ("new".to_owned(), 1)]
    );
    let find = |sku: &str| {
        page.items
            .iter()
            .find(|it| it.sku == sku)
            .map(|it| it.units)
    };
    assert_eq!((find("a"), find("c")), (Some(6), Some(5)));
    assert_eq!(it.feed().await[..3], ["new", "a", "c"]);

    assert_eq!(ask::<String>(&mut plain, "GET orders:20180311"), "2");
    assert_eq!(ask::<i64>(&mut plain, "SCARD orders:items:20180311"), 3);
    assert_eq!(
        ask::<String>(&mut plain, "HGET sales:revenue:20180311 10"),
        "5211.00"
    );
    assert_eq!(ask::<f64>(&mut plain, "ZSCORE orders:items:popular a"), 6.0);

    // Undoing our own change leaves what the original design had counted.
    it.commit(&[order("1", at).version(1).cancelled()]).await;
    let today = it.day("2018-03-11").await;
    assert_eq!(
        (today.sums[Orders], today.unique_items, today.sums[Revenue]),
        (1, 2, 521_043)
    );
    assert_eq!(
        ask::<i64>(&mut plain, "SISMEMBER orders:items:20180311 a"),
        1
    );
    assert_eq!(
        ask::<i64>(&mut plain, "SISMEMBER orders:items:20180311 new"),
        0
    );
    assert_eq!(ask::<f64>(&mut plain, "ZSCORE orders:items:popular a"), 3.0);
}

#[tokio::test]
async fn a_key_of_another_type_refuses_the_commit_whole() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let it = Fixture::over(store(&server.url()).await, "default").await;
    it.commit(&[order("1", "2018-03-11T10:30:00Z").line("a", 1, "1")])
        .await;
    ask::<String>(&mut plain, "SET sales:revenue:20180312 oops");
    let orders = ports::suite::orders_of(
        &it.shop,
        &[order("2", "2018-03-12T10:30:00Z").line("a", 1, "1")],
    );
    let known = domain::Known {
        retained: it.retained().await,
        ..domain::Known::default()
    };
    let folded = domain::fold(&it.shop, &it.retention, &known, &orders);
    let error = durably(&*it.store, &it.shop, &folded.commit)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ports::ErrorKind::WrongType);
    assert!(error.is_refused());
    let stands = it.store.check_shop(&it.shop).await.unwrap_err();
    assert_eq!(stands.kind(), ports::ErrorKind::WrongType);
    assert!(
        error.to_string().contains("sales:revenue:20180312"),
        "{error}"
    );
    assert_eq!(it.leaders(None).await, [("a".to_owned(), 1)]);
    assert_eq!(it.retained().await.days.len(), 1);
    ask::<i64>(&mut plain, "DEL sales:revenue:20180312");
    it.store.check_shop(&it.shop).await.unwrap();
}
