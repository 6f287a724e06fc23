//! `livetill backup` and `restore`: from a running server, from each store into the other, and with damaged backups.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};
use test_servers::{Redis, wait_until};

use crate::support::{Server, Workplace, boards, repository};

const SHOP: [&str; 3] = [
    "--timezone=Europe/London",
    "--currency=GBP",
    "--retention-days=400",
];
const SOME_DAYS: [&str; 4] = ["2010-12-01", "2011-03-28", "2011-06-10", "2011-12-09"];

fn run(place: &Workplace, args: &[&str]) -> crate::support::Ran {
    place.run(args)
}

fn with_shop<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &SHOP].concat()
}

/// The day of 2011 on which London's clocks went back from 2:00 to 1:00.
const DAY_OF_25_HOURS: &str = "2011-10-30";

/// Real orders with returns and rejects in `embedded:first`, and one order in each pass of the hour that occurred
/// twice.
fn fill(place: &Workplace) {
    let imported = place.import_real_orders(&with_shop(&["--store=embedded:first"]));
    imported.expect(2);
    let order = |id: &str, offset: &str| {
        json!({"id": id, "timestamp": format!("{DAY_OF_25_HOURS}T01:30:00{offset}"),
            "items": [{"sku": "85123A", "price": "2.55", "quantity": 1}]})
    };
    let orders = [order("first", "+01:00"), order("second", "+00:00")];
    let file = place.file(
        "repeated.ndjson",
        orders.map(|it| it.to_string()).join("\n"),
    );
    run(
        place,
        &with_shop(&["import", "--store=embedded:first", &file]),
    )
    .expect(0);
}

fn served(place: &Workplace, store: &str) -> Vec<Value> {
    let server = Server::start(place, &with_shop(&["--store", store]));
    let mut answers = boards(&server, &SOME_DAYS);
    let path = format!("/v1/orders?date={DAY_OF_25_HOURS}&limit=1000");
    let orders = server.get(&path).json(200);
    let placed = orders["items"].as_array().unwrap().iter().rev();
    let placed: Vec<&Value> = placed.map(|it| &it["placed_at"]).take(2).collect();
    assert_eq!(
        placed,
        ["2011-10-30T01:30:00+01:00", "2011-10-30T01:30:00+00:00"]
    );
    answers.push(orders);
    answers.push(server.get("/v1/items/latest?limit=100").json(200));
    answers.push(server.get("/v1/rejects?limit=1000").json(200));
    answers
}

#[test]
fn a_restored_store_shows_the_same_boards() {
    let place = Workplace::new();
    fill(&place);
    let expected = served(&place, "embedded:first");
    run(
        &place,
        &with_shop(&["backup", "first.zst", "--store=embedded:first"]),
    )
    .expect(0);
    let checked = run(&place, &["restore", "--check", "first.zst"]).expect(0);
    assert!(checked.contains("the backup is complete"), "{checked}");
    let said = run(&place, &["restore", "first.zst", "--store=embedded:second"]).expect(0);
    assert!(said.contains("shop default"), "{said}");
    assert_eq!(served(&place, "embedded:second"), expected);
    run(&place, &with_shop(&["verify", "--store=embedded:second"])).expect(0);

    // Into Redis, and back from there.
    let redis = Redis::start();
    let url = redis.url();
    run(&place, &["restore", "first.zst", "--store", &url]).expect(0);
    assert_eq!(served(&place, &url), expected);
    fs::create_dir(place.path("backups")).unwrap();
    let said = run(&place, &with_shop(&["backup", "backups", "--store", &url])).expect(0);
    let file = said.split(':').next().unwrap();
    assert!(file.starts_with("backups/livetill-default-2"), "{said}");
    run(&place, &["restore", file, "--store=embedded:third"]).expect(0);
    assert_eq!(served(&place, "embedded:third"), expected);
}

/// The order ids in a backup, and how often each occurs.
fn orders_of(place: &Workplace, file: &str) -> BTreeMap<String, u32> {
    let backup = fs::read(place.path(file)).unwrap();
    let text = zstd::decode_all(&backup[..]).unwrap();
    let mut ids = BTreeMap::new();
    for line in text
        .split(|byte| *byte == b'\n')
        .filter(|it| !it.is_empty())
    {
        let line: Value = serde_json::from_slice(line).unwrap();
        if let Some(id) = line["order"]["id"].as_str() {
            *ids.entry(id.to_owned()).or_default() += 1;
        }
    }
    ids
}

/// Redis offers no snapshot. While the backup reads, several servers commit bodies of many orders: new ones,
/// corrections and cancellations. Some days have already left the window.
#[test]
fn a_backup_of_redis_under_load_has_what_was_acknowledged_and_figures_that_are_its_own() {
    const WRITERS: usize = 3;
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    let shop = ["--retention-days=3", "--store", &url];
    let servers = [(); WRITERS].map(|()| Server::start(&place, &shop));
    let order = |writer: usize, number: usize, version: usize| {
        let id = format!("{writer}-{number}");
        let item = format!("item-{}", number % 400);
        let status = if number.is_multiple_of(7) && version > 1 {
            "cancelled"
        } else {
            "placed"
        };
        let minute = number % 60;
        json!({"id": id, "version": version, "status": status,
            "timestamp": format!("2026-03-0{}T1{writer}:{minute:02}:00Z", 3 + number % 3),
            "items": [{"sku": item, "price": "2.55", "quantity": version},
                {"sku": format!("own-{writer}-{}", number / 50), "price": "1", "quantity": 1}]})
    };
    let post = |writer: usize, orders: &[Value]| {
        let body = serde_json::to_vec(orders).unwrap();
        let answer =
            servers[writer].post("/v1/orders", &[("Content-Type", "application/json")], &body);
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    // The all-time leaderboard keeps the units of dropped days.
    for day in [
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
    ] {
        let order = json!({"id": day, "timestamp": format!("{day}T10:00:00Z"),
            "items": [{"sku": "item-1", "price": "2", "quantity": 5000}]});
        post(0, &[order]);
    }
    let acknowledged = [(); WRITERS].map(|()| AtomicUsize::new(0));
    let stop = AtomicBool::new(false);
    let mut before = Vec::new();
    thread::scope(|scope| {
        let (post, order, stop) = (&post, &order, &stop);
        for (writer, acknowledged) in acknowledged.iter().enumerate() {
            scope.spawn(move || {
                let mut first = 0;
                while !stop.load(Ordering::Relaxed) {
                    let orders: Vec<Value> = (first..first + 100)
                        .map(|number| order(writer, number, 1))
                        .chain(
                            (0..first)
                                .step_by(97)
                                .map(|number| order(writer, number, first)),
                        )
                        .collect();
                    post(writer, &orders);
                    first += 100;
                    acknowledged.store(first, Ordering::Release);
                }
            });
        }
        for number in 0..2 {
            wait_until("everybody writes", || {
                let done = acknowledged.iter().map(|done| done.load(Ordering::Acquire));
                done.min() >= Some(600 * (number + 1))
            });
            before.push(
                acknowledged
                    .each_ref()
                    .map(|done| done.load(Ordering::Acquire)),
            );
            let file = format!("{number}.zst");
            let server = servers[number % WRITERS].url("");
            run(&place, &["backup", &file, "--server", &server]).expect(0);
        }
        stop.store(true, Ordering::Relaxed);
    });
    for (number, before) in before.iter().enumerate() {
        let file = format!("{number}.zst");
        let ids = orders_of(&place, &file);
        assert!(
            ids.values().all(|count| *count == 1),
            "an order comes twice"
        );
        for (writer, acknowledged) in before.iter().enumerate() {
            let missing =
                (0..*acknowledged).find(|it| !ids.contains_key(&format!("{writer}-{it}")));
            assert_eq!(missing, None, "of writer {writer}, of {acknowledged}");
        }
        let store = format!("--store=embedded:{number}");
        run(&place, &["restore", &file, &store]).expect(0);
        run(&place, &["verify", "--retention-days=3", &store]).expect(0);
        // All-time units are the sum over the dropped days and the remaining orders.
        let server = Server::start(&place, &["--retention-days=3", &store]);
        let days = server.get("/v1/items/history?sku=item-1").json(200);
        let of_days = days["days"].as_array().unwrap().iter();
        let of_days: u64 = of_days.map(|day| day["units"].as_u64().unwrap()).sum();
        let popular = server.get("/v1/items/popular?limit=1").json(200);
        assert_eq!(popular["items"][0]["sku"], "item-1", "{popular}");
        assert_eq!(popular["items"][0]["units"], of_days + 10_000, "{popular}");
    }
}

#[test]
fn a_backup_of_a_busy_server_is_of_one_moment() {
    let place = Workplace::new();
    fill(&place);
    let server = Server::start(&place, &with_shop(&["--store=embedded:first"]));
    let stop = AtomicBool::new(false);
    let mut posted = 0;
    thread::scope(|scope| {
        let posting = scope.spawn(|| {
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                number += 1;
                let order = json!({"id": format!("busy-{number}"), "timestamp": "2011-12-09T12:00:00Z",
                    "items": [{"sku": "85123A", "price": "2.55", "quantity": 1}, {"sku": format!("new-{number}"),
                    "price": "1", "quantity": 2}]});
                assert_eq!(server.post_json(&order).status, 200);
            }
            number
        });
        for number in 0..3 {
            let file = format!("{number}.zst");
            let url = server.url("");
            run(&place, &["backup", &file, "--server", &url]).expect(0);
        }
        stop.store(true, Ordering::Relaxed);
        posted = posting.join().unwrap();
    });
    assert!(posted > 0);
    for number in 0..3 {
        let (file, store) = (
            format!("{number}.zst"),
            format!("--store=embedded:{number}"),
        );
        // `restore` compares the figures of every day and the leaderboards with those that the server showed.
        run(&place, &["restore", &file, &store]).expect(0);
        run(&place, &with_shop(&["verify", &store])).expect(0);
    }
}

/// `tests/fixtures/README.md` describes its content.
#[test]
fn an_archive_of_the_first_format_is_restored() {
    const SHOP: [&str; 3] = [
        "--timezone=America/New_York",
        "--currency=USD",
        "--retention-days=2",
    ];
    let place = Workplace::new();
    let fixture = repository().join("tests/fixtures/archive-format-1.jsonl.zst");
    let fixture = fixture.display().to_string();
    let whole = place.run(&["restore", "--check", &fixture]).expect(0);
    assert!(whole.contains("the backup is complete"), "{whole}");
    place
        .run(&["restore", &fixture, "--store=embedded:old"])
        .expect(0);
    let old = ["--store=embedded:old"];
    place
        .run(&[&["verify"][..], &SHOP, &old].concat())
        .expect(0);
    let backup = [&["backup", "new.zst"][..], &SHOP, &old].concat();
    place.run(&backup).expect(0);
    let newer = zstd::decode_all(&fs::read(place.path("new.zst")).unwrap()[..]).unwrap();
    let newer = String::from_utf8(newer).unwrap();
    assert!(newer.starts_with(r#"{"archive":{"format":4,"#), "{newer}");
    assert!(
        newer.contains(r#""whole_from":{"returned_units":"2018-03-12"}"#),
        "{newer}"
    );
    place
        .run(&["restore", "new.zst", "--store=embedded:new"])
        .expect(0);
    let redis = Redis::start();
    let url = redis.url();
    place.run(&["restore", &fixture, "--store", &url]).expect(0);
    for (from, to) in [
        (&*url, "embedded:copied"),
        ("embedded:new", &format!("{url}/1")),
    ] {
        let copy = ["copy", "--from", from, "--to", to];
        place.run(&[&copy[..], &SHOP].concat()).expect(0);
    }
    let backup = ["backup", "redis.zst", "--store", &url];
    place.run(&[&backup[..], &SHOP].concat()).expect(0);
    place
        .run(&["restore", "redis.zst", "--store=embedded:back"])
        .expect(0);
    let stores = ["old", "new", "copied", "back"].map(|it| format!("embedded:{it}"));
    for store in stores.iter().chain([&url, &format!("{url}/1")]) {
        let server = Server::start(&place, &[&SHOP[..], &["--store", store]].concat());
        let days = server.get("/v1/revenue?days=5&end=2018-03-12").json(200);
        let figures = days["days"].as_array().unwrap().iter().map(|day| {
            json!([
                day["date"],
                day["orders"],
                day["units"],
                day["total"],
                day["returns"],
                day["returned_units"]
            ])
        });
        let figures: Vec<Value> = figures.collect();
        let expected = [
            // The number of returned units on these days was not kept.
            json!(["2018-03-08", 1, 4, "13.47", "0.00", null]),
            json!(["2018-03-09", 0, 0, "0.00", "3.98", null]),
            json!(["2018-03-10", 2, 6, "5.83", "7.50", null]),
            json!(["2018-03-11", 1, 5, "11.25", "1.50", null]),
            json!(["2018-03-12", 0, 0, "0.00", "0.00", 0]),
        ];
        assert_eq!(figures, expected, "{store}");
        let orders = server.get("/v1/orders?date=2018-03-11").json(200);
        assert_eq!(orders["total"], 2, "{orders}");
        assert_eq!(server.get("/v1/rejects").json(200)["total"], 1);
    }
}

#[test]
fn what_is_no_whole_backup_is_not_restored() {
    let place = Workplace::new();
    fill(&place);
    run(
        &place,
        &with_shop(&["backup", "good.zst", "--store=embedded:first"]),
    )
    .expect(0);
    let good = fs::read(place.path("good.zst")).unwrap();

    place.file("cut.zst", &good[..good.len() / 2]);
    let text = zstd::decode_all(&good[..]).unwrap();
    let text = String::from_utf8(text).unwrap();
    let forged = text.replacen("\"units\":", "\"units\":1", 1);
    place.file(
        "forged.zst",
        zstd::encode_all(forged.as_bytes(), 1).unwrap(),
    );
    let lines: Vec<&str> = text.lines().collect();
    let endless = lines[..lines.len() - 1].join("\n") + "\n";
    place.file(
        "endless.zst",
        zstd::encode_all(endless.as_bytes(), 1).unwrap(),
    );
    let newer = text.replacen("\"format\":4", "\"format\":9", 1);
    place.file("newer.zst", zstd::encode_all(newer.as_bytes(), 1).unwrap());
    place.file("empty.zst", zstd::encode_all(&b""[..], 1).unwrap());
    place.file("text.zst", "no backup at all");

    for (file, says) in [
        ("cut.zst", "cannot be read"),
        ("forged.zst", "checksum"),
        ("endless.zst", "without its end"),
        ("newer.zst", "format 9"),
        ("empty.zst", "empty"),
        ("text.zst", "cannot be read"),
        ("absent.zst", "absent.zst"),
    ] {
        let error = run(&place, &["restore", file, "--store=embedded:second"]).error();
        assert!(error.contains(says), "{file}: {error}");
        assert!(!place.path("second").exists(), "{file}: nothing is begun");
    }
    let error = run(&place, &["restore", "good.zst", "--store=embedded:first"]).error();
    assert!(error.contains("empty one"), "{error}");
    // A failed backup leaves no file that looks like one.
    let error = run(
        &place,
        &["backup", "none.zst", "--server=http://127.0.0.1:9"],
    )
    .error();
    assert!(error.contains("cannot reach"), "{error}");
    assert!(!place.path("none.zst").exists() && !place.path("none.zst.part").exists());
}
