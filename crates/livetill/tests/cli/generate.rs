//! `livetill generate`, and the figures that its orders must add up to.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Server, Workplace, assert_board};

const HISTORY: [&str; 6] = [
    "--orders=3000",
    "--days=8",
    "--seed=7",
    "--now=2026-03-30T20:15:00Z",
    "--timezone=Europe/Budapest",
    "--faults",
];
const SHOP: [&str; 2] = ["--timezone=Europe/Budapest", "--store=embedded:store"];

fn generate(place: &Workplace, args: &[&str]) -> String {
    place.run(&[&["generate"][..], args].concat()).expect(0)
}

fn import(place: &Workplace, files: &[&str]) -> Value {
    place
        .run(&[&["import", "--json"][..], &SHOP, files].concat())
        .json(2)
}

#[test]
fn faulty_orders_add_up_to_the_truth_once_twice_and_shuffled() {
    add_up_to_the_truth(&[]);
}

#[test]
fn rich_faulty_orders_add_up_to_the_truth_once_twice_and_shuffled() {
    add_up_to_the_truth(&["--rich"]);
}

fn add_up_to_the_truth(more: &[&str]) {
    let place = Workplace::new();
    let args = [&HISTORY[..], &["--truth=truth.json"], more].concat();
    let lines = generate(&place, &args);
    place.file("orders.ndjson", &lines);
    let truth: Value =
        serde_json::from_slice(&fs::read(place.path("truth.json")).unwrap()).unwrap();
    assert!(
        truth["duplicates"].as_u64() > Some(100)
            && truth["rejected"].as_object().unwrap().len() > 3,
        "few faults"
    );

    let first = import(&place, &["orders.ndjson"]);
    for name in ["accepted", "duplicates", "updated", "rejected"] {
        assert_eq!(first[name], truth[name], "{name}");
    }
    assert_board(&Server::start(&place, &SHOP), &truth);

    let again = import(&place, &["orders.ndjson", "orders.ndjson"]);
    assert_eq!(
        (&again["accepted"], &again["updated"]),
        (&json!(0), &json!(0))
    );
    assert_board(&Server::start(&place, &SHOP), &truth);

    let shuffled = Workplace::new();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_by_key(|line| {
        line.bytes().fold(7_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
    });
    shuffled.file("orders.ndjson", lines.join("\n"));
    import(&shuffled, &["orders.ndjson"]);
    assert_board(&Server::start(&shuffled, &SHOP), &truth);
}

#[test]
fn the_same_seed_gives_the_same_orders() {
    let place = Workplace::new();
    let first = generate(&place, &HISTORY);
    assert_eq!(generate(&place, &HISTORY), first);
    assert_ne!(
        generate(
            &place,
            &[&HISTORY[..], &["--orders=2999"]].concat().as_slice()[1..]
        ),
        first
    );
    generate(&place, &[&HISTORY[..], &["--to=orders.ndjson"]].concat());
    assert_eq!(
        fs::read_to_string(place.path("orders.ndjson")).unwrap(),
        first
    );
}

#[test]
fn orders_can_go_straight_to_a_server() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    let summary = generate(&place, &["--orders=300", "--to", &server.url("")]);
    assert!(summary.contains("rejected               0"), "{summary}");
    let live = generate(
        &place,
        &["--rate=200", "--orders=20", "--to", &server.url("")],
    );
    assert!(
        live.contains("20") && live.contains("rejected               0"),
        "{live}"
    );
    assert!(
        server.get("/v1/board").json(200)["latest"]
            .as_array()
            .unwrap()
            .len()
            > 20
    );
}

#[test]
fn impossible_wishes_are_named() {
    let place = Workplace::new();
    for (wish, named) in [
        ("--days=0", "days"),
        ("--skus=0", "skus"),
        ("--rate=0", "rate: 0"),
        ("--rate=NaN", "rate: NaN"),
        ("--now=yesterday", "now: `yesterday`"),
        ("--timezone=Mars", "timezone: `Mars`"),
        ("--to=kafka://x", "to: `kafka://x`"),
        ("--to=/nope/x", "to: cannot write /nope/x"),
        ("--truth=/nope/x", "truth: cannot write /nope/x"),
    ] {
        let error = place.run(&["generate", wish]).error();
        assert!(error.contains(named), "{wish}: {error}");
    }
}
