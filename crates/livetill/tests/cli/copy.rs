//! `livetill copy` from embedded to Redis and back: all data, including the article's keys.

use std::fs;

use domain::ShopId;
use pipeline::{Goals, set_goals};
use ports::Store as _;
use store_embedded::EmbeddedStore;
use test_servers::Redis;

use crate::support::{Server, Workplace, boards, repository};

const SHOP: [&str; 3] = [
    "--timezone=Europe/London",
    "--currency=GBP",
    "--retention-days=400",
];
const SOME_DAYS: [&str; 3] = ["2010-12-01", "2011-03-28", "2011-12-09"];

fn copy(place: &Workplace, from: &str, to: &str) -> crate::support::Ran {
    place.run(&[&["copy", "--from", from, "--to", to][..], &SHOP].concat())
}

fn served(place: &Workplace, store: &str) -> Vec<serde_json::Value> {
    let server = Server::start(place, &[&["--store", store][..], &SHOP].concat());
    boards(&server, &SOME_DAYS)
}

/// The answers of `redis-cli` that the README promises, in the form printed without a terminal: without quotes.
fn promised_by_the_readme() -> Vec<(String, String)> {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| {
        let (before, after) = line.split_once("` → `")?;
        let command = before.rsplit('`').next()?;
        let answer = after.strip_suffix("` |")?.replace('"', "");
        Some((command.to_owned(), answer))
    });
    rows.collect()
}

#[test]
fn a_copy_has_everything_and_speaks_the_articles_language() {
    let place = Workplace::new();
    let import = |args: &[&str]| place.import_real_orders(&[args, &SHOP].concat());
    import(&["--store=embedded:first"]).expect(2);

    let redis = Redis::start();
    let say = |command: &str| {
        let words: Vec<&str> = command.split(' ').collect();
        redis.cli(&words).replace('\n', " ")
    };
    copy(&place, "embedded:first", &redis.url()).expect(0);
    let expected = served(&place, "embedded:first");
    assert_eq!(served(&place, &redis.url()), expected);
    for (board, day) in expected.iter().zip(["20101201", "20110328", "20111209"]) {
        let today = &board["today"];
        assert_eq!(
            say(&format!("GET orders:{day}")),
            today["orders"].to_string()
        );
        let unique = say(&format!("SCARD orders:items:{day}"));
        assert_eq!(unique, today["unique_items"].to_string());
    }
    let top = &expected[0]["popular"][0];
    assert_eq!(
        say("ZREVRANGE orders:items:popular 0 0 WITHSCORES"),
        format!("{} {}", top["sku"].as_str().unwrap(), top["units"])
    );

    let promised = promised_by_the_readme();
    assert_eq!(promised.len(), 4, "{promised:?}");
    for (command, answer) in promised {
        assert_eq!(say(&command), answer, "{command}");
    }

    copy(&place, &redis.url(), "embedded:second").expect(0);
    assert_eq!(served(&place, "embedded:second"), expected);
    // The ledger was copied too: every order is known.
    let again = import(&["--json", "--store=embedded:second"]).json(2);
    assert_eq!(
        (&again["accepted"], &again["updated"]),
        (&0.into(), &0.into())
    );
}

/// Otherwise webhooks would be refused and orders in other currencies rejected, and nobody would know why.
#[test]
fn what_was_set_while_a_server_ran_goes_along() {
    let place = Workplace::new();
    let redis = Redis::start();
    let store = "--store=embedded:first";
    place.file(
        "rates.csv",
        "date,base,quote,rate\n2018-03-09,EUR,USD,1.2\n",
    );
    place
        .run(&["rates", "import", "rates.csv", store])
        .expect(0);
    let connect = [
        "connect",
        "standard",
        "--shop=acme",
        "--currency=EUR",
        store,
    ];
    place.run(&connect).expect(0);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let first = EmbeddedStore::open(place.path("first")).unwrap();
        let goals = Goals {
            day: Some(150_000),
            ..Goals::default()
        };
        let acme = ShopId::new("acme").unwrap();
        set_goals(&first, &acme, goals).await.unwrap();
        first.close().await.unwrap();
    });

    let url = redis.url();
    place
        .run(&["copy", "--from=embedded:first", "--to", &url])
        .expect(0);
    let server = Server::start(&place, &["--store", &url]);
    let goals = server.get("/v1/goals?shop=acme").json(200);
    assert_eq!(goals["day"]["goal"], "1500.00");
    let connection = server.get("/v1/shops/acme/connection").json(200);
    assert_eq!(connection["connection"]["platform"], "standard");
    assert_eq!(server.get("/v1/rates").json(200)["rates"], 1);
}

#[test]
fn figures_are_never_added_to_figures() {
    let place = Workplace::new();
    let order =
        r#"{"id":"1","timestamp":1520778225,"items":[{"sku":"A","price":"1","quantity":1}]}"#;
    let file = place.file("order.ndjson", order);
    for store in ["embedded:first", "embedded:second"] {
        place
            .run(&[&["import", "--store", store, &file][..], &SHOP].concat())
            .expect(0);
    }
    let error = copy(&place, "embedded:first", "embedded:second").error();
    assert!(error.contains("empty"), "{error}");
}
