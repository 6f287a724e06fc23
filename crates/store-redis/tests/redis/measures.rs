//! Measures beyond the original ones: how the store reports which of them it has, what it does with sums that only
//! newer servers know, and which servers it refuses.

use domain::{BusinessDay, Measure, MeasureSet, Shop};
use ports::suite::{Fixture, Naive, durably, order, orders_of};
use ports::{ErrorKind, StoreError};
use redis::Commands as _;
use test_servers::Redis;

use crate::factory::{plain, store};
use crate::recorded::{original, sell_in_yen};

const AT: &str = "2018-03-11T10:00:00Z";
const DAY: &str = "livetill:day:20180311";
/// The offset in a day's record at which the sums of measures from the fourth on begin.
const LATER: isize = 23_656;

async fn opened(server: &Redis) -> Fixture {
    Fixture::over(store(&server.url()).await, "default").await
}

fn state(connection: &mut redis::Connection, field: &str) -> Option<String> {
    connection.hget("livetill:state", field).unwrap()
}

async fn commit_error(it: &Fixture) -> StoreError {
    let orders = orders_of(&it.shop, &[order("refused", AT).line("A", 1, "1.00")]);
    let known = domain::Known {
        retained: it.retained().await,
        ..domain::Known::default()
    };
    let commit = domain::fold(&it.shop, &it.retention, &known, &orders).commit;
    durably(&*it.store, &it.shop, &commit).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_of_the_format_that_its_orders_need() {
    let server = Redis::start();
    let it = opened(&server).await;
    let mut connection = plain(&server);
    it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
    assert_eq!(state(&mut connection, "format").as_deref(), Some("2"));
    assert_eq!(state(&mut connection, "measures"), None);
    // An order with every possible field, and then the same order without them.
    let full = order("2", AT).line("A", 2, "1.00").line("A", -1, "1.00");
    let extra = full.extra(&it.shop);
    it.commit([&full]).await;
    it.commit(&[order("3", AT).line("A", 1, "1.00")]).await;
    let highest = extra.and_then(|extra| extra.each().last());
    let measures = highest.map(|(measure, _)| (measure.number() + 1).to_string());
    let format = if measures.is_some() { "3" } else { "2" };
    assert_eq!(state(&mut connection, "format").as_deref(), Some(format));
    assert_eq!(state(&mut connection, "measures"), measures);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(&[order("1", AT).line("A", 2, "1.00"), full]);
    naive.take(&[order("3", AT).line("A", 1, "1.00")]);
    naive.assert_shown(&it).await;
    naive.assert_shown(&opened(&server).await).await;
}

/// Servers of the previous version can no more read its ledger than one with later measures.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_the_second_pass_makes_format_3() {
    let server = Redis::start();
    let new_york = |store| Fixture::in_zone(store, "default", "America/New_York");
    let it = new_york(store(&server.url()).await).await;
    let mut connection = plain(&server);
    let format = |connection: &mut redis::Connection| {
        ["format", "measures"].map(|field| state(connection, field).unwrap_or_default())
    };
    let first = order("1", "2018-11-04T01:30:00-04:00").line("A", 2, "1.00");
    it.commit([&first]).await;
    assert_eq!(format(&mut connection), ["2", ""]);
    let second = order("2", "2018-11-04T01:30:00-05:00").line("A", 2, "1.00");
    it.commit([&second]).await;
    assert_eq!(format(&mut connection), ["3", "4"]);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take([&first, &second]);
    naive
        .assert_shown(&new_york(store(&server.url()).await).await)
        .await;
}

/// Servers of the previous version would not count it.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_says_its_country_makes_format_4() {
    let server = Redis::start();
    let it = opened(&server).await;
    let mut connection = plain(&server);
    let format = |connection: &mut redis::Connection| {
        ["format", "measures"].map(|field| state(connection, field).unwrap_or_default())
    };
    let plain = order("1", AT).line("A", 2, "1.00").sold_in("", "Atlantis");
    it.commit([&plain]).await;
    assert_eq!(format(&mut connection), ["2", ""]);
    let exists = |connection: &mut redis::Connection, key: &str| -> bool {
        redis::cmd("EXISTS").arg(key).query(connection).unwrap()
    };
    assert!(!exists(&mut connection, "livetill:by:20180311"));
    let sold = order("2", AT).line("A", 2, "1.00").sold_in("", "DE");
    it.commit([&sold]).await;
    assert_eq!(format(&mut connection), ["4", "4"]);
    assert!(exists(&mut connection, "livetill:by:20180311"));
    // Nothing turns it back into an older one.
    let rich = order("3", AT)
        .line("A", 1, "1.00")
        .with_amounts("1", "0", "0");
    it.commit([&rich]).await;
    assert_eq!(format(&mut connection), ["4", "7"]);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take([&plain, &sold, &rich]);
    naive.assert_shown(&opened(&server).await).await;
    // A dropped day takes its string with it.
    for later in 12..=20 {
        let at = format!("2018-03-{later}T10:00:00Z");
        it.commit(&[order(&format!("later-{later}"), &at).line("A", 1, "1.00")])
            .await;
    }
    assert!(!exists(&mut connection, "livetill:by:20180311"));
    let kept: Vec<u8> = redis::cmd("HGET")
        .arg("livetill:totals:by")
        .arg("20180311")
        .query(&mut connection)
        .unwrap();
    // DE: one order, two dollars.
    assert_eq!(kept[2..], [0x12, 0, 1, 0, 200]);
}

/// From any format, also with the pages of the newest one.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_converted_makes_format_7() {
    for before in ["2", "5", "6"] {
        let server = Redis::start();
        let it = opened(&server).await;
        let mut connection = plain(&server);
        it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
        let () = connection.hset("livetill:state", "format", before).unwrap();
        sell_in_yen(&it, "2").await;
        assert_eq!(state(&mut connection, "format").as_deref(), Some("7"));
        it.commit(&[order("3", AT).line("A", 1, "1.00")]).await;
        let it = opened(&server).await;
        assert_eq!(it.leaders(None).await, [("A".to_owned(), 4)]);
        assert_eq!(original(&it, "2").await.as_deref(), Some("JPY 1000 0.0064"));
        assert_eq!(original(&it, "3").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_with_more_than_this_server_knows_is_refused_with_both_numbers() {
    let server = Redis::start();
    let it = opened(&server).await;
    it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
    let mut connection = plain(&server);
    let more = (Measure::COUNT + 1).to_string();
    for (field, stored, numbers) in [
        ("format", "8", ["format 8", "7"]),
        (
            "measures",
            &more,
            [&format!("{more} measures"), &Measure::COUNT.to_string()],
        ),
    ] {
        let before = state(&mut connection, field);
        let () = connection.hset("livetill:state", field, stored).unwrap();
        let refused = commit_error(&it).await;
        assert!(refused.is_refused(), "{refused}");
        let fresh = store(&server.url()).await;
        let opening = fresh.open_shop(&it.shop).await.unwrap_err();
        let checking = it.store.check_shop(&it.shop).await.unwrap_err();
        for error in [refused, opening, checking] {
            assert_eq!(error.kind(), ErrorKind::Format, "{error}");
            let text = error.to_string();
            let [has, knows] = numbers;
            assert!(
                text.contains(has) && text.contains(&format!(" {knows}")),
                "{text}"
            );
        }
        let () = match before {
            Some(before) => connection.hset("livetill:state", field, before).unwrap(),
            None => connection.hdel("livetill:state", field).unwrap(),
        };
    }
    // Nothing was applied, and the store keeps working.
    it.commit(&[order("2", AT).line("A", 1, "1.00")]).await;
    assert_eq!(it.day("2018-03-11").await.sums[Measure::Orders], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_format_3_stays_one() {
    let server = Redis::start();
    let it = opened(&server).await;
    let mut connection = plain(&server);
    let () = connection.hset("livetill:state", "format", "3").unwrap();
    it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
    let it = opened(&server).await;
    it.commit(&[order("2", AT).line("A", 2, "1.00")]).await;
    assert_eq!(state(&mut connection, "format").as_deref(), Some("3"));
}

/// Sums that this server may not know: it keeps them anyway.
#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_day_keeps_the_sums_of_later_measures_and_goes_on_from_them() {
    let server = Redis::start();
    let it = opened(&server).await;
    it.commit(&[order("1", AT).line("A", 2, "1.00")]).await;
    let mut connection = plain(&server);
    let plain: Vec<u8> = connection.getrange(DAY, 0, 39).unwrap();
    // Measure 5 is 512 on the day and in its first hour; measure 7 is -3 on the day.
    let mut later = vec![0; 24];
    later.extend((-3_i64).to_be_bytes());
    later[8..16].copy_from_slice(&512_i64.to_be_bytes());
    let () = connection.setrange(DAY, LATER, &later).unwrap();
    let () = connection
        .setrange(DAY, (2_989 + 24) * 8, &512_i64.to_be_bytes()[..])
        .unwrap();

    // The following days push it out of the window.
    for day in 12..=19 {
        let at = format!("2018-03-{day}T10:00:00Z");
        it.commit(&[order(&format!("of-{day}"), &at).line("A", 1, "1.00")])
            .await;
    }
    let totals: Vec<u8> = connection.hget("livetill:totals", "20180311").unwrap();
    assert_eq!(totals[..40], plain);
    // In its tenth hour, one order and 2.00.
    let mut hours = vec![0, 13];
    hours.resize(12, 0);
    hours.extend([0x11, 1, 200]);
    assert_eq!(totals[40..], [&hours[..], &later[..]].concat());
    let shown = it.day("2018-03-11").await;
    assert_eq!(shown.sums[Measure::Revenue], 200);
    let of_hour = domain::Sums::from([(Measure::Orders, 1), (Measure::Revenue, 200)]);
    assert_eq!(shown.hours[10], of_hour);
    // The record of a day without such sums ends after its hours.
    it.commit(&[order("of-20", "2018-03-20T10:00:00Z").line("A", 1, "1.00")])
        .await;
    let totals: Vec<u8> = connection.hget("livetill:totals", "20180312").unwrap();
    assert_eq!(totals.len(), 40 + 15);

    // With more days to keep, it is retained again.
    let wide = Shop {
        retention_days: 30,
        ..it.shop.clone()
    };
    let it = Fixture {
        retention: domain::Retention {
            max_days: 30,
            hold: None,
        },
        shop: wide,
        store: it.store.clone(),
    };
    // A store from before dropped days were recorded as such.
    let days = state(&mut connection, "days").unwrap();
    let (_, days) = days.split_once('<').unwrap();
    let days = days.trim_start_matches(',');
    let () = connection.hset("livetill:state", "days", days).unwrap();
    it.commit(&[order("new", AT).line("A", 1, "0.50")]).await;
    let front: Vec<u8> = connection.getrange(DAY, 24, 31).unwrap();
    assert_eq!(front, 250_i64.to_be_bytes());
    let tenth: Vec<u8> = connection.getrange(DAY, 40 + 240, 40 + 255).unwrap();
    assert_eq!(tenth, [2_i64, 250].map(i64::to_be_bytes).concat());
    let kept: Vec<u8> = connection.getrange(DAY, LATER, LATER + 31).unwrap();
    assert_eq!(kept, later);
    let day = BusinessDay::parse("2018-03-11").unwrap();
    assert!(it.retained().await.days.contains(&day));
}

/// Sums of a day or an hour that do not fit into 64 bits are never written.
#[tokio::test(flavor = "multi_thread")]
async fn no_sum_of_money_wraps_round() {
    let server = Redis::start();
    let it = opened(&server).await;
    it.commit(&[order("1", AT).line("A", 1, "1.00").line("A", -1, "1.00")])
        .await;
    let mut connection = plain(&server);
    // Revenue, the day's returns, and the returns of its eleventh hour are nearly full.
    for place in [3, 4, 7 + 10 * 3] {
        let full = i64::MAX - 1_000;
        let before: Vec<u8> = connection.getrange(DAY, place * 8, place * 8 + 7).unwrap();
        let () = connection
            .setrange(DAY, place * 8, &full.to_be_bytes()[..])
            .unwrap();
        let picture: Vec<u8> = connection.get(DAY).unwrap();
        let more = order("2", AT).line("A", 50, "1.00").line("A", -50, "1.00");
        let known = domain::Known {
            retained: it.retained().await,
            ..domain::Known::default()
        };
        let conflict = it.refused(&known, &[more]).await;
        let day = BusinessDay::parse("2018-03-11").unwrap();
        assert_eq!(conflict.full_days, [(day, i128::from(full))]);
        assert_eq!(connection.get::<_, Vec<u8>>(DAY).unwrap(), picture);
        let () = connection.setrange(DAY, place * 8, before).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_whole_day_of_a_measure_is_noted_once_and_shown() {
    let server = Redis::start();
    let it = opened(&server).await;
    it.commit(&[order("1", AT).line("A", 1, "1.00").line("A", -1, "1.00")])
        .await;
    let mut connection = plain(&server);
    // For a shop that began with this server, everything is known.
    let day = it.day("2018-03-11").await;
    assert_eq!(day.unknown, MeasureSet::NONE);
    // Only a newer server knew the returns, from the 12th on.
    let noted = format!("{},3=20180312,1000=00010101", Measure::COUNT);
    let () = connection.hset("livetill:state", "since", &noted).unwrap();
    let it = opened(&server).await;
    assert_eq!(state(&mut connection, "since").as_deref(), Some(&*noted));
    let returns = |day: &domain::DayRecord| day.totals().get(Measure::Returns);
    assert_eq!(returns(&it.day("2018-03-11").await), None);
    assert_eq!(returns(&it.day("2018-03-12").await), Some(0));
    let board = it.board("2018-03-12").await;
    let week: Vec<_> = board.week.iter().rev().take(2).map(returns).collect();
    assert_eq!(week, [Some(0), None]);
    // Earlier servers filled this one. What they could not keep is complete from tomorrow on.
    let () = connection.hdel("livetill:state", "since").unwrap();
    let it = opened(&server).await;
    let day = it.day("2018-03-11").await;
    let later = Measure::all().skip(4);
    let later = later.filter(|measure| measure.def().is_partial_at_first);
    assert_eq!(day.unknown, later.collect());
}
