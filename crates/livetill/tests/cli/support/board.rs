//! Compares boards with expected ones, in the form that `tests/reference_board.py` and `generate --truth` write.

use std::collections::{BTreeSet, HashMap};

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::Server;

const PAGE: usize = 1_000;
/// Fields of an expected day that are not figures of the board's day.
const NO_FIGURES: [&str; 7] = [
    "date",
    "hours",
    "items",
    "popular",
    "products",
    "channels",
    "countries",
];
/// Dimensions of the breakdown, each with its field of an expected day.
const DIMENSIONS: [(&str, &str); 2] = [("channel", "channels"), ("country", "countries")];
/// The figures of an item in a report that are compared.
const OF_A_PRODUCT: [&str; 4] = ["units", "amount", "returned", "returned_amount"];
const OF_A_SLICE: [&str; 5] = ["value", "orders", "revenue", "discounts", "returns"];

/// Compares every figure of every calendar day from the first to the last, and all leaderboards.
#[track_caller]
pub(crate) fn assert_board(server: &Server, expected: &Value) {
    let days = expected["days"].as_array().unwrap();
    let mut known = days.iter().peekable();
    let mut date = date_of(days.first().unwrap());
    while let Some(next) = known.peek() {
        let board = board(server, date);
        let week = board["revenue"].as_array().unwrap();
        let last = week.last().unwrap();
        assert_eq!((week.len(), date_of(last)), (7, date));
        if date_of(next) > date {
            assert_eq!(board["today"]["orders"], 0, "{date}");
            assert_eq!(Some(&last["total"]), last["hours"].get(0), "{date}");
        } else {
            let day = known.next().unwrap();
            let expected = day.as_object().unwrap().iter();
            let figures = expected.filter(|(name, _)| !NO_FIGURES.contains(&name.as_str()));
            assert!(figures.clone().count() >= 6);
            for (name, value) in figures {
                assert_eq!(board["today"][name], *value, "{date} {name}");
            }
            assert_eq!(last["total"], day["revenue"], "{date}");
            assert_eq!(last["orders"], day["orders"], "{date}");
            assert_eq!(last["hours"], day["hours"], "{date}");
            // One of the two oracles writes all items of the day, the other only the first hundred.
            let items = day.get("items").unwrap_or(&day["popular"]);
            let items = pairs(items.as_array().unwrap());
            let found = leaderboard(server, &format!("&date={date}"));
            assert_eq!(found.get(..items.len()), Some(&items[..]), "{date} items");
            let shown = pairs(board["popular_today"].as_array().unwrap());
            assert_eq!(shown, found[..found.len().min(shown.len())], "{date}");
            if let Some(products) = day.get("products") {
                assert_products(server, date, products);
            }
            for (by, list) in DIMENSIONS {
                if let Some(expected) = day.get(list) {
                    let path = format!("/v1/breakdown?by={by}&date={date}");
                    let found = &server.get(&path).json(200)["rows"];
                    assert_eq!(slices(found), slices(expected), "{date} by {by}");
                }
            }
        }
        date = date.saturating_add(1.day());
    }
    let popular = pairs(expected["popular"].as_array().unwrap());
    assert_eq!(leaderboard(server, ""), popular, "all-time items");
}

/// Compares what each of these items sold and returned on a day.
#[track_caller]
fn assert_products(server: &Server, date: Date, expected: &Value) {
    let mut found = HashMap::new();
    loop {
        let path = format!(
            "/v1/items/report?date={date}&top={PAGE}&offset={}",
            found.len()
        );
        let page = server.get(&path).json(200);
        let rows = page["rows"].as_array().unwrap();
        let row = |row: &Value| {
            (
                row["sku"].to_string(),
                OF_A_PRODUCT.map(|name| row[name].clone()),
            )
        };
        found.extend(rows.iter().map(row));
        if rows.len() < PAGE {
            break;
        }
    }
    for item in expected.as_array().unwrap() {
        let sums = OF_A_PRODUCT.map(|name| item[name].clone());
        assert_eq!(
            found.get(&item["sku"].to_string()),
            Some(&sums),
            "{date} {item}"
        );
    }
}

/// Whether the sums of every day have arrived. Then [`assert_board`] can compare the rest.
#[cfg(feature = "aws")]
pub(crate) fn shows(server: &Server, expected: &Value) -> bool {
    expected["days"].as_array().unwrap().iter().all(|day| {
        let answer = server.get(&format!("/v1/board?date={}", day["date"].as_str().unwrap()));
        let board: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let is_there = |figure: &&str| board["today"][*figure] == day[*figure];
        ["orders", "revenue", "returns"].iter().all(is_there)
    })
}

/// The boards of some days, without the time of the request and without the feed, which shows orders in the order of
/// arrival.
pub(crate) fn boards(server: &Server, dates: &[&str]) -> Vec<Value> {
    let stable = |date: &&str| {
        let mut board = board(server, date.parse().unwrap());
        let fields = board.as_object_mut().unwrap();
        fields.remove("as_of");
        fields.remove("latest");
        board
    };
    dates.iter().map(stable).collect()
}

fn board(server: &Server, date: Date) -> Value {
    server.get(&format!("/v1/board?date={date}")).json(200)
}

fn date_of(day: &Value) -> Date {
    day["date"].as_str().unwrap().parse().unwrap()
}

/// All entries of a leaderboard.
fn leaderboard(server: &Server, query: &str) -> Vec<(String, i64)> {
    let mut entries = Vec::new();
    loop {
        let offset = entries.len();
        let path = format!("/v1/items/popular?limit={PAGE}&offset={offset}{query}");
        let page = server.get(&path).json(200);
        let items = pairs(page["items"].as_array().unwrap());
        let is_last = items.len() < PAGE;
        entries.extend(items);
        if is_last {
            return entries;
        }
    }
}

/// The rows of a breakdown, without rows of zeros: an oracle may write those or leave them out.
fn slices(rows: &Value) -> BTreeSet<String> {
    let figures = |row: &Value| OF_A_SLICE.map(|name| row[name].clone());
    let is_nothing = |row: &&Value| {
        OF_A_SLICE[1..].iter().all(|name| {
            let text = row[name].to_string();
            text.chars().all(|it| !('1'..='9').contains(&it))
        })
    };
    let rows = rows.as_array().unwrap().iter();
    rows.filter(|row| !is_nothing(row))
        .map(|row| Value::from_iter(figures(row)).to_string())
        .collect()
}

fn pairs(items: &[Value]) -> Vec<(String, i64)> {
    let pair = |item: &Value| {
        (
            item["sku"].as_str().unwrap().to_owned(),
            item["units"].as_i64().unwrap(),
        )
    };
    items.iter().map(pair).collect()
}
