//! Numbers are read by their digits: nothing passes through a float.

use domain::{Price, Timestamp};

use super::{ID_TIME, json, one_line, verdict};

fn price(text: &str) -> Price {
    let (_, store) = json(&one_line("\"A\"", text, "1"));
    store.latest()[0].price.unwrap()
}

#[test]
fn prices_keep_every_digit() {
    for (text, micros) in [
        ("1.99", 1_990_000),
        ("\"1.99\"", 1_990_000),
        ("1e-6", 1),
        ("0.000001", 1),
        ("4.35", 4_350_000),
        ("0.1", 100_000),
        ("1.005", 1_005_000),
        ("-0", 0),
        ("-0.0", 0),
        ("1E2", 100_000_000),
        ("123456789012.123456", 123_456_789_012_123_456),
        ("0.30000000000000000000", 300_000),
    ] {
        assert_eq!(price(text), Price::from_micros(micros), "{text}");
    }
    // What a float made of 0.1 + 0.2 is no price; it must not become one silently.
    assert_eq!(
        verdict(&one_line("\"A\"", "0.30000000000000004", "1")),
        "invalid_price"
    );
}

#[test]
fn a_hundred_times_435_cents_is_435_dollars() {
    let (_, store) = json(&one_line("\"A\"", "4.35", "100"));
    assert_eq!(store.entries()["1"].revenue, 43_500);
}

#[test]
fn ids_and_skus_keep_their_digits_beyond_doubles() {
    let id = "9007199254740993";
    let sku = "123456789012345678901234567890";
    let (_, store) = json(&one_line(sku, "1", "1").replace(r#""1""#, id));
    assert_eq!(store.latest()[0].sku, sku);
}

#[test]
fn quantities_and_versions_are_integers() {
    let event = one_line("\"A\"", "1", "-3").replace(
        ID_TIME,
        &format!("{ID_TIME},\"version\":-9223372036854775808"),
    );
    let (_, store) = json(&event);
    assert_eq!(store.entries()["1"].returns, 300);
    assert_eq!(store.entries()["1"].version, i64::MIN);
    let event = one_line("\"A\"", "1", "1").replace(
        ID_TIME,
        &format!("{ID_TIME},\"version\":\"2018-03-11T10:00:00.000000001+01:00\""),
    );
    let (_, store) = json(&event);
    assert_eq!(store.entries()["1"].version, 1_520_758_800_000_000_001);
}

#[test]
fn timestamps_are_seconds_below_ten_to_the_eleventh_and_milliseconds_from_there() {
    let placed_at = |timestamp: &str| {
        let (summary, store) = json(&one_line("\"A\"", "1", "1").replace("1520776000", timestamp));
        assert_eq!(summary.rejected, [], "{timestamp}");
        store.latest()[0].sold_at.unwrap()
    };
    assert_eq!(
        placed_at("1520776000"),
        Timestamp::from_millis(1_520_776_000_000)
    );
    assert_eq!(
        placed_at("1520776000.25"),
        Timestamp::from_millis(1_520_776_000_250)
    );
    assert_eq!(
        placed_at("100000000000"),
        Timestamp::from_millis(100_000_000_000)
    );
    // The article's own order: milliseconds, which its own code read as seconds of the year 50194.
    assert_eq!(
        placed_at("1520776000123"),
        Timestamp::from_millis(1_520_776_000_123)
    );
    let below = one_line("\"A\"", "1", "1").replace("1520776000", "99999999999");
    assert_eq!(verdict(&below), "in_future", "seconds of the year 5138");
}
