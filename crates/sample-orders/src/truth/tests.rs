use super::*;
use crate::malformed::Malformed;
use crate::order::{Item, Price, Quantity, Status};
use crate::{FaultSettings, Faults, History, Period, Settings};
use serde_json::json;

fn order(id: &str, timestamp_ms: i64, version: u32, lines: &[(&str, u64, i32)]) -> Order {
    let item = |&(sku, thousandths, quantity): &(&str, u64, i32)| Item {
        kind: Kind::Product,
        sku: sku.into(),
        name: Some(format!("Product {sku}")),
        price: Price {
            units: thousandths,
            decimals: 3,
        },
        is_of_line: false,
        quantity: Quantity::pieces(quantity),
        discount: None,
        tax: None,
    };
    Order {
        id: id.into(),
        timestamp_ms,
        currency: None,
        version,
        status: Status::Placed,
        extras: None,
        items: lines.iter().map(item).collect(),
    }
}

/// 2026-01-05 10:30 in Budapest.
const MORNING: i64 = 1_767_605_400_000;
const DAY: i64 = 86_400_000;

fn truth_of(events: &[Order]) -> Truth {
    let mut truth = Truth::new(TimeZone::get("Europe/Budapest").unwrap(), 2);
    for order in events {
        truth.observe(&Event::Order(order.clone()));
    }
    truth
}

fn figures<const N: usize>(day: &DayTruth, names: [&str; N]) -> [i128; N] {
    names.map(|name| day.figure(name).unwrap())
}

#[test]
fn an_order_is_rounded_once() {
    let truth = truth_of(&[order(
        "1",
        MORNING,
        0,
        &[("a", 1_004, 1), ("b", 1_004, 1), ("c", 1_997, -1)],
    )]);
    let day = &truth.days()[0];
    assert_eq!(day.date, "2026-01-05");
    assert_eq!(figures(day, ["orders", "unique_items", "units"]), [1, 2, 2]);
    let money = figures(day, ["revenue", "returns", "net_revenue"]);
    assert_eq!(money, [201, 200, 1]);
    assert_eq!(day.hours[10], 201);
}

#[test]
fn the_newest_version_counts_whatever_comes_first() {
    let old = order("1", MORNING, 0, &[("a", 5_000, 1)]);
    let new = order("1", MORNING + DAY, 2, &[("b", 7_000, 3)]);
    let forwards = truth_of(&[old.clone(), new.clone(), old.clone()]);
    let backwards = truth_of(&[new.clone(), old, new]);
    assert_eq!(forwards.days(), backwards.days());
    assert_eq!(forwards.days()[0].figure("revenue"), Some(2_100));
    assert_eq!(forwards.popular(), [("b".to_owned(), 3)]);
    let fates = |truth: &Truth| {
        (
            truth.counts().accepted,
            truth.counts().updated,
            truth.counts().duplicates,
        )
    };
    assert_eq!(fates(&forwards), (1, 1, 1));
    assert_eq!(fates(&backwards), (1, 0, 2));
}

#[test]
fn cancelled_orders_count_for_nothing_and_refunds_are_no_orders() {
    let mut cancelled = order("1", MORNING, 1, &[("a", 5_000, 1)]);
    cancelled.status = Status::Cancelled;
    let refund = order("2-R", MORNING + DAY, 0, &[("a", 5_000, -2)]);
    let truth = truth_of(&[
        order("1", MORNING, 0, &[("a", 5_000, 1)]),
        cancelled,
        refund,
    ]);
    let days = truth.days();
    assert_eq!(figures(&days[0], ["orders", "revenue"]), [0, 0]);
    let refunded = figures(&days[1], ["orders", "revenue", "returns"]);
    assert_eq!(refunded, [0, 0, 1_000]);
    assert!(truth.popular().is_empty());
}

#[test]
fn ties_are_broken_by_sku_bytes_descending() {
    let truth = truth_of(&[order(
        "1",
        MORNING,
        0,
        &[("A", 1, 2), ("a", 1, 2), ("b", 1, 1), ("á", 1, 2)],
    )]);
    let skus: Vec<String> = truth.popular().into_iter().map(|(sku, _)| sku).collect();
    assert_eq!(skus, ["á", "a", "A", "b"]);
}

#[test]
fn both_hours_of_the_autumn_change_are_one() {
    // 2026-10-25 02:30 summer time and 02:30 winter time in Budapest.
    let truth = truth_of(&[
        order("1", 1_792_888_200_000, 0, &[("a", 1_000, 1)]),
        order("2", 1_792_891_800_000, 0, &[("a", 1_000, 1)]),
    ]);
    assert_eq!(truth.days().len(), 1);
    assert_eq!(truth.days()[0].hours[2], 200);
}

#[test]
fn rejects_are_counted_by_reason() {
    let mut truth = Truth::new(TimeZone::UTC, 2);
    let bad = |kind| Event::Malformed {
        kind,
        line: Vec::new(),
    };
    assert_eq!(
        truth.observe(&bad(Malformed::CutOff)),
        Outcome::Rejected("malformed_json")
    );
    truth.observe(&bad(Malformed::NotJson));
    truth.observe(&Event::Order(order("1", i64::MAX, 0, &[("a", 1, 1)])));
    assert_eq!(
        truth.to_json()["rejected"],
        json!({"invalid_timestamp": 1, "malformed_json": 2})
    );
    assert!(truth.days().is_empty());
}

#[test]
fn faults_change_no_figure_but_the_counts() {
    let settings = Settings::new(77, TimeZone::UTC);
    let history = || {
        let period = Period {
            now_ms: MORNING,
            days: 8,
            orders: 8_000,
        };
        History::new(&settings, period).unwrap()
    };
    let mut clean = Truth::new(TimeZone::UTC, 2);
    for order in history() {
        clean.observe(&Event::Order(order));
    }
    let mut faulty = Truth::new(TimeZone::UTC, 2);
    let faults = Faults::new(FaultSettings {
        skewed: 0.0,
        reorder_window: 5_000,
        ..FaultSettings::new(3)
    });
    for event in faults.over(history()) {
        faulty.observe(&event);
    }
    assert_eq!(clean.days(), faulty.days());
    assert_eq!(clean.popular(), faulty.popular());
    assert!(faulty.counts().duplicates > clean.counts().duplicates);
    assert_eq!(faulty.counts().rejected.len(), 9);
}

#[test]
fn the_report_reads_like_the_board() {
    let truth = truth_of(&[order("1", MORNING, 0, &[("a", 1_050, 2), ("a", 50, -9)])]);
    let report = truth.to_json();
    let day = &report["days"][0];
    assert_eq!(day["revenue"], "2.10");
    assert_eq!(day["returns"], "0.45");
    assert_eq!(day["net_revenue"], "1.65");
    assert_eq!(day["hours"].as_array().unwrap().len(), 24);
    assert_eq!(day["hours"][10], "2.10");
    assert_eq!(
        report["popular"],
        json!([{"sku": "a", "name": "Product a", "units": 2}])
    );
    assert_eq!(report["timezone"], "Europe/Budapest");
    let refunds = truth_of(&[order("1", MORNING, 0, &[("a", 1_050, -2)])]);
    assert_eq!(refunds.to_json()["days"][0]["net_revenue"], "-2.10");
}
