//! `livetill import` of real orders: the same board, however they arrive.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Server, Workplace, assert_board, boards, repository};

const FIXTURE: &str = "online-retail-extract.csv";
const SHOP: [&str; 4] = [
    "--timezone=Europe/London",
    "--currency=GBP",
    "--retention-days=400",
    "--store=embedded:store",
];
/// The fixture's time format.
const TIME: &str = "--time-format=%m/%d/%Y %H:%M";
/// Days of the extract: its ends, and the day after a clock change.
const SOME_DAYS: [&str; 3] = ["2010-12-01", "2011-03-28", "2011-12-09"];

fn fixture(name: &str) -> String {
    repository()
        .join("tests/fixtures")
        .join(name)
        .display()
        .to_string()
}

fn expected() -> Value {
    serde_json::from_slice(&fs::read(fixture("online-retail-extract.expected.json")).unwrap())
        .unwrap()
}

/// Imports into the folder's store and returns the summary.
fn import(place: &Workplace, code: i32, args: &[&str]) -> Value {
    let args = [&["import", "--json", TIME][..], &SHOP, args].concat();
    place.run(&args).json(code)
}

fn serve(place: &Workplace) -> Server {
    Server::start(place, &SHOP)
}

#[test]
fn the_expected_figures_are_those_of_the_plain_computation() {
    let script = repository().join("tests/fixtures/check.sh");
    let python = Command::new("python3").arg("--version").output();
    assert!(
        python.is_ok_and(|found| found.status.success()),
        "this test needs python3: install it"
    );
    let checked = Command::new("sh").arg(script).output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

#[test]
fn real_orders_give_the_board_of_the_plain_computation() {
    let (place, expected) = (Workplace::new(), expected());
    let summary = import(&place, 2, &[&fixture(FIXTURE)]);
    assert_eq!(summary["accepted"], expected["accepted"]);
    assert_eq!(
        (&summary["duplicates"], &summary["updated"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(summary["rejected"], expected["rejected"]);
    assert!(summary["orders_per_second"].as_f64().unwrap() > 0.0);
    let names: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "accepted",
            "duplicates",
            "notes",
            "orders_per_second",
            "rejected",
            "seconds",
            "updated"
        ]
    );

    let server = serve(&place);
    assert_board(&server, &expected);
    let rejects = server.get("/v1/rejects").json(200);
    let refused: Vec<(&Value, &Value)> = rejects["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reject| (&reject["id"], &reject["reason"]))
        .collect();
    let expected = expected["rejected_orders"].as_array().unwrap();
    let expected: Vec<(&Value, &Value)> = expected
        .iter()
        .rev()
        .map(|order| (&order["id"], &order["reason"]))
        .collect();
    assert_eq!(refused, expected);
}

#[test]
fn the_second_time_everything_is_a_duplicate_whatever_the_file() {
    let place = Workplace::new();
    let latin = fixture("online-retail-extract.latin1-crlf.csv");
    import(&place, 2, &["--encoding=latin1", &latin]);
    let server = serve(&place);
    assert_board(&server, &expected());
    let before = boards(&server, &SOME_DAYS);
    drop(server);

    let plain = fs::read(fixture(FIXTURE)).unwrap();
    let gzip = place.file("orders.csv.gz", {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &plain).unwrap();
        gzip.finish().unwrap()
    });
    let zstd = place.file("orders.csv.zst", zstd::encode_all(&plain[..], 1).unwrap());
    let unnamed = place.file("orders", &plain);
    let mapped =
        "--map=id=InvoiceNo,time=InvoiceDate,sku=StockCode,price=UnitPrice,quantity=Quantity";
    for args in [
        &[&*fixture(FIXTURE)][..],
        &[&gzip, &zstd],
        &[&unnamed],
        &[mapped, &unnamed],
    ] {
        let summary = import(&place, 2, args);
        assert_eq!(
            (&summary["accepted"], &summary["updated"]),
            (&json!(0), &json!(0)),
            "{args:?}"
        );
    }
    let args = [&["import", "--json", TIME][..], &SHOP, &["-"]].concat();
    let summary = place.run_with_stdin(&args, &plain).json(2);
    assert_eq!(summary["duplicates"], 267);

    let server = serve(&place);
    assert_eq!(boards(&server, &SOME_DAYS), before);
    assert_board(&server, &expected());
}

#[test]
fn neither_the_order_of_rows_nor_the_batch_makes_a_difference() {
    // The rows of an order keep their sequence, because the first one sets its time.
    let text = fs::read_to_string(fixture(FIXTURE)).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_by_key(|row| {
        let id = row.split(',').next().unwrap();
        id.bytes().fold(7_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
        })
    });
    let place = Workplace::new();
    let halves = rows.split_at(rows.len() / 2);
    for (name, rows) in [("first.csv", halves.1), ("second.csv", halves.0)] {
        place.file(name, format!("{head}\n{}\n", rows.join("\n")));
    }
    let cut = rows[rows.len() / 2].split(',').next();
    assert_ne!(
        rows[rows.len() / 2 - 1].split(',').next(),
        cut,
        "no order is cut in two"
    );
    import(&place, 2, &["first.csv", "second.csv"]);
    assert_board(&serve(&place), &expected());
}

#[test]
fn orders_over_http_give_the_same_board() {
    let place = Workplace::new();
    let server = serve(&place);
    let url = server.url("");
    // The server knows the shop's time zone, so the command need not give it.
    let args = ["import", "--json", TIME, "--to", &url, &fixture(FIXTURE)];
    assert_eq!(place.run(&args).json(2)["accepted"], 267);
    assert_board(&server, &expected());
    let again = place.run(&args).json(2);
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&json!(0), &json!(267))
    );
    assert_eq!(again["rejected"], json!({"invalid_price": 2}));
}

#[test]
fn the_order_of_time_makes_no_difference_where_few_days_are_kept() {
    let day = |day: usize| {
        let order = |hour: usize| {
            json!({"id": format!("{day}-{hour}"), "timestamp": format!("2026-03-{day:02}T{hour:02}:30:00Z"),
                "items": [{"sku": format!("S{}", day * hour % 7), "price": "1.25", "quantity": hour}]})
            .to_string()
        };
        (1..6).map(order).collect::<Vec<String>>()
    };
    let orders: Vec<String> = (1..=20).flat_map(day).collect();
    let reversed: Vec<String> = orders.iter().rev().cloned().collect();
    let days: Vec<String> = (13..=20).map(|day| format!("2026-03-{day}")).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let boards_of = |orders: &[String]| {
        let place = Workplace::new();
        let file = place.file("orders.ndjson", orders.join("\n"));
        let args = [
            "import",
            "--json",
            "--retention-days=8",
            "--store=embedded:store",
            &file,
        ];
        assert_eq!(place.run(&args).json(0)["accepted"], 100);
        let server = Server::start(&place, &["--store=embedded:store"]);
        let ninth = server.get("/v1/board?date=2026-03-12");
        assert_eq!(ninth.json(404)["title"], "Day not retained");
        (
            boards(&server, &days),
            server.get("/v1/revenue?days=20&end=2026-03-20").json(200),
        )
    };
    assert_eq!(boards_of(&reversed), boards_of(&orders));
}
