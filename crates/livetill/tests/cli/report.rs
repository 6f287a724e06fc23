//! Ranges of days in the terminal: how they are shown, and the messages about impossible ones.

use serde_json::{Value, json};
use test_servers::Redis;

use crate::support::Workplace;

/// Samoa crossed the date line: 31 December 2011 followed the 29th.
const SAMOA: [&str; 2] = ["--timezone", "Pacific/Apia"];

fn report(place: &Workplace, arguments: &[&str]) -> Value {
    place
        .run(&[&["report", "--json"], arguments].concat())
        .json(0)
}

#[test]
fn a_day_that_a_zone_left_out_is_a_day_without_orders() {
    let place = Workplace::new();
    let order = |id: &str, at: &str| json!({"id": id, "timestamp": at, "items": [{"sku": "tea", "price": "2.50", "quantity": 1}]});
    let orders = [
        order("before", "2011-12-29T23:59:59-10:00"),
        order("behind", "2011-12-31T00:00:00+14:00"),
    ];
    let orders = orders.map(|order| format!("{order}\n")).concat();
    place.file("orders.ndjson", orders);
    place
        .run(&[&["import", "orders.ndjson"][..], &SAMOA].concat())
        .expect(0);
    let days = ["--first", "2011-12-29", "--last", "2011-12-31"];
    let found = report(&place, &[&days[..], &SAMOA].concat());
    let steps = found["steps"].as_array().unwrap().iter();
    let orders: Vec<_> = steps
        .map(|it| (&it["first"], &it["total"]["orders"]))
        .collect();
    let expected = [("2011-12-29", 1), ("2011-12-30", 0), ("2011-12-31", 1)];
    let expected = expected.map(|(day, orders)| (json!(day), json!(orders)));
    assert_eq!(
        orders,
        expected.each_ref().map(|(day, orders)| (day, orders))
    );
    let lost = ["--first", "2011-12-30", "--last", "2011-12-30"];
    let text = place
        .run(&[&["report"], &lost[..], &SAMOA].concat())
        .expect(0);
    assert!(
        text.contains("2011-12-30") && text.contains("0.00"),
        "{text}"
    );
    // Kwajalein crossed it in 1993, before any order.
    let lost = [
        "--first",
        "1993-08-20",
        "--last",
        "1993-08-23",
        "--timezone",
        "Pacific/Kwajalein",
    ];
    let other = ["--store", "embedded:other"];
    place.create_store(&[&lost[4..], &other].concat());
    assert_eq!(
        report(&place, &[&lost[..], &other].concat())["steps"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn days_that_make_no_sense_are_refused_with_the_reason() {
    let place = Workplace::new();
    place.create_store(&[]);
    for (arguments, said) in [
        (
            &["--first", "2018-03-12", "--last", "2018-03-11"][..],
            "`first` is after the last day",
        ),
        (
            &["--first", "0001-01-01", "--last", "9999-12-31"],
            "must be a date such as 2018-03-11",
        ),
        (
            &["--first", "1995-01-01", "--last", "2018-03-11"],
            "at most 3660 days",
        ),
        (
            &["--first", "2018-03-11", "--last", "12018-03-11"],
            "--last",
        ),
        (&["--first", "2023-02-29"], "--first"),
        (&["--last", "2018-03-11"], "--first"),
        (&["--span", "last_decade"], "last_30_days"),
        (&["--span", "last_0_days"], "last_30_days"),
        (&["--against", "never"], "year_weekday"),
        (&["--step", "hour"], "`day`, `week` or `month`"),
    ] {
        let error = place.run(&[&["report"], arguments].concat()).error();
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}

#[test]
fn a_leap_day_is_compared_with_the_last_of_february() {
    let place = Workplace::new();
    let order = json!({"id": "first", "timestamp": "2023-02-28T12:00:00Z", "items": [{"sku": "tea", "price": "2.50", "quantity": 1}]});
    place.file("orders.ndjson", order.to_string());
    place.run(&["import", "orders.ndjson"]).expect(0);
    let leap = [
        "--first",
        "2024-02-29",
        "--last",
        "2024-02-29",
        "--against",
        "year",
    ];
    let found = report(&place, &leap);
    let like = json!({"first": "2023-02-28", "last": "2023-02-28", "until": null});
    assert_eq!(found["compared_to"], like);
}

#[test]
fn a_shop_without_any_order_has_reports_and_says_what_is_not_known() {
    let place = Workplace::new();
    place.create_store(&[]);
    for span in ["today", "last_month", "year", "last_365_days"] {
        let text = place
            .run(&["report", "--span", span, "--step", "month"])
            .expect(0);
        assert!(text.contains("0.00"), "{span}: {text}");
    }
    let export = place
        .run(&["export", "days", "--span", "last_week"])
        .expect(0);
    assert_eq!(export.lines().count(), 8);
    let items = place
        .run(&["export", "items", "--span", "last_week"])
        .expect(0);
    assert_eq!(items.lines().count(), 1);
}

#[test]
fn days_before_the_first_are_dashes_with_the_reason_on_both_stores() {
    let place = Workplace::new();
    let order = json!({"id": "1", "timestamp": "2018-03-07T10:00:00Z", "items": [{"sku": "tea", "price": "2.50", "quantity": 1}]});
    let file = place.file("one.ndjson", order.to_string());
    let redis = Redis::start();
    let last = |last| {
        [
            "report",
            "--first=2018-03-05",
            last,
            "--step=day",
            "--store",
        ]
    };
    let dashes = "             –".repeat(4);
    for store in ["embedded:one", &redis.url()] {
        place.run(&["import", &file, "--store", store]).expect(0);
        let text = |asked: [&str; 5]| place.run(&[&asked[..], &[store]].concat()).expect(0);
        let shown = text(last("--last=2018-03-08"));
        let line = |day: &str| shown.lines().find(|line| line.starts_with(day)).unwrap();
        assert!(line("2018-03-05").ends_with(&dashes), "{shown}");
        assert!(line("2018-03-06").ends_with(&dashes), "{shown}");
        assert!(line("2018-03-07").ends_with("2.50"), "{shown}");
        assert!(line("2018-03-08").ends_with("0.00"), "{shown}");
        assert!(line("all").ends_with("2.50"), "{shown}");
        assert!(
            shown.contains("the shop's first day is 2018-03-07: what was sold before is unknown"),
            "{shown}"
        );
        let before = text(last("--last=2018-03-06"));
        let all = before.lines().find(|line| line.starts_with("all")).unwrap();
        assert!(all.ends_with(&dashes), "{before}");
    }
}

#[test]
fn commands_take_the_zone_and_currency_that_the_store_has() {
    let (place, redis) = (Workplace::new(), Redis::start());
    let on_redis = format!("--store={}", redis.url());
    let order = json!({"id": 1, "timestamp": "2011-12-30T20:00:00Z", "items": [{"sku": "tea", "price": "250", "quantity": 1}]});
    let more = place.file("more.ndjson", order.to_string());
    for store in [&on_redis, "--store=embedded:till"] {
        let said = ["--timezone=Asia/Tokyo", "--currency=JPY", store];
        place.create_store(&said);
        place.run(&["import", &more, store]).expect(0);
        let found = report(&place, &["--first=2011-12-31", "--last=2011-12-31", store]);
        assert_eq!(found["total"]["revenue"], "250", "{found}");
        let board = place.run(&["board", "--json", store]).json(0);
        assert_eq!(
            (&board["timezone"], &board["currency"]),
            (&json!("Asia/Tokyo"), &json!("JPY"))
        );
        // Whatever is said has to be right, and a server has to be told.
        let other = place.run(&["board", "--timezone=UTC", store]).error();
        assert!(other.contains("set timezone to Asia/Tokyo"), "{other}");
        let config = place.file("other.toml", "[shop]\ncurrency = 'USD'\n");
        let other = place.run(&["board", "--config", &config, store]).error();
        assert!(other.contains("set currency to JPY"), "{other}");
        let server = place.run(&["serve", "--listen=127.0.0.1:0", store]).error();
        assert!(server.contains("set timezone to Asia/Tokyo"), "{server}");
    }
    let copy = ["copy", "--from=embedded:till", "--to=embedded:copy"];
    place.run(&copy).expect(0);
    let board = place.run(&["board", "--json", "--store=embedded:copy"]);
    assert_eq!(board.json(0)["timezone"], "Asia/Tokyo");
}
