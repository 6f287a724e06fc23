//! Numbers are read by their digits, without floats.

use domain::{Price, Quantity, Timestamp};

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
}

#[test]
fn what_a_float_made_of_a_price_is_the_price() {
    for (text, micros) in [
        ("19.989999999999998", 19_990_000),
        ("\"19.989999999999998\"", 19_990_000),
        ("0.30000000000000004", 300_000),
        ("3.3333333333333335", 3_333_333),
        ("5.551115123125783e-17", 0),
    ] {
        assert_eq!(price(text), Price::from_micros(micros), "{text}");
    }
    // Seven deliberate decimals are not noise, so they must not be rounded silently.
    for meant in ["1.2345678", "0.0000001"] {
        assert_eq!(verdict(&one_line("\"A\"", meant, "1")), "invalid_price");
    }
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
fn a_name_may_be_an_integer() {
    for (line, sku) in [
        (r#""sku":"A","name":1984"#, "A"),
        // Without a SKU, the name shows.
        (r#""name":1984"#, "name:1984"),
        (r#""name":1984.0"#, "name:1984"),
    ] {
        let (_, store) = json(&one_line("\"A\"", "1", "1").replace(r#""sku":"A""#, line));
        assert_eq!(store.latest()[0].sku, sku);
    }
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
fn an_integer_is_an_integer_however_it_is_written() {
    for text in ["2", "2.0", "2.000", "2e0", "0.2E1", "\"2\"", "\"2.0\""] {
        let event =
            one_line("\"A\"", "1", text).replace(ID_TIME, &format!("{ID_TIME},\"version\":{text}"));
        let (summary, store) = json(&event);
        assert_eq!(summary.rejected, [], "{text}");
        assert_eq!(store.latest()[0].quantity, Quantity::whole(2), "{text}");
        assert_eq!(store.entries()["1"].version, 2, "{text}");
    }
}

#[test]
fn ids_and_skus_that_a_float_made_fractions_of_are_whole() {
    for (text, whole) in [
        ("1001.0", "1001"),
        ("-7.00", "-7"),
        ("9007199254740991.0", "9007199254740991"),
    ] {
        let event = one_line(text, "1", "1").replace("\"id\":\"1\"", &format!("\"id\":{text}"));
        let (summary, store) = json(&event);
        assert_eq!(summary.rejected, [], "{text}");
        assert_eq!(&*store.latest()[0].sku, whole, "{text}");
        assert!(store.entries().contains_key(whole), "{text}");
    }
}

#[test]
fn the_unit_of_a_timestamp_is_known_by_its_size() {
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
    for same in [
        "1520776000250",
        "1520776000250999",
        "1520776000250999999",
        "\"1520776000250\"",
        "\"1520776000.25\"",
    ] {
        assert_eq!(
            placed_at(same),
            Timestamp::from_millis(1_520_776_000_250),
            "{same}"
        );
    }
    // An order from the original article: milliseconds, which the article's own code read as seconds of the year 50194.
    assert_eq!(
        placed_at("1520776000123"),
        Timestamp::from_millis(1_520_776_000_123)
    );
    let below = one_line("\"A\"", "1", "1").replace("1520776000", "99999999999");
    assert_eq!(verdict(&below), "in_future", "seconds of the year 5138");
    // Days and dates that would be taken for seconds: none of them is a sale in 1970.
    for early in [
        "0",
        "\"0\"",
        "20180311",
        "43170.5",
        "2018",
        "788918399999",
        "201803111030",
    ] {
        let event = one_line("\"A\"", "1", "1").replace("1520776000", early);
        assert_eq!(verdict(&event), "invalid_timestamp", "{early}");
    }
    assert_eq!(
        placed_at("788918400"),
        Timestamp::from_millis(788_918_400_000)
    );
}

#[test]
fn a_refused_time_is_said_as_it_was_understood() {
    let refused = |timestamp: &str| {
        let (summary, _) = json(&one_line("\"A\"", "1", "1").replace("1520776000", timestamp));
        summary.rejected[0].rejection.detail.clone()
    };
    assert!(refused("20180311").contains("1970-08-22"));
    assert!(refused("99999999999999999").contains("5138-11-16"));
    let beyond = refused("9999999999999999999999");
    assert!(beyond.contains("cannot be read"), "{beyond}");
    let digits = refused("20180311103000");
    assert!(digits.contains("cannot be read"), "{digits}");
}
