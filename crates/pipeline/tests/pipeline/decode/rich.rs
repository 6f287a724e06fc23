//! Orders with more than their lines' prices.

use domain::{Measure, Standing, Sums};
use pipeline::BodyFormat;

use super::{ID_TIME, decode, json, verdict};

const LINE: &str = r#"{"sku":"A","price":"10.00","quantity":1}"#;

/// The sums of a body's only order.
fn sums(event: &str) -> Sums {
    let decoded = decode(BodyFormat::Json, event.as_bytes());
    let rejections: Vec<_> = decoded.rejections().collect();
    assert!(rejections.is_empty(), "{event}: {rejections:?}");
    decoded.orders().get(0).unwrap().sums()
}

fn with(rest: &str) -> String {
    format!(r#"{{{ID_TIME},"items":[{LINE}],{rest}}}"#)
}

#[test]
fn every_field_comes_where_it_belongs() {
    let event = format!(
        r#"{{{ID_TIME},"tax_included":true,"shipping":"4.90","discount":2,"tax":"1.5","tip":2.0,"fee":"0.50",
        "channel":"pos","country":"DE","items":[
            {{"sku":"TEA","price":"100","quantity":1,"discount":"25","tax":"6.82"}},
            {{"sku":"CHEESE","price":"18.90","quantity":0.35}},
            {{"name":"Pens","amount":"10.00","quantity":"3"}},
            {{"kind":"gift_card","amount":"50.00"}},
            {{"kind":"fee","name":"Wrapping","price":1,"quantity":3}},
            {{"sku":"OLD","price":7,"quantity":-2}},
            {{"kind":"adjustment","amount":-1}}]}}"#
    );
    let expected = Sums::from([
        (Measure::Orders, 1),
        (Measure::Units, 5),
        // 90.91 and 6.62 and 10, each before rounding.
        (Measure::Revenue, 10_752),
        (Measure::Returns, 1_500),
        (Measure::ReturnedUnits, 2),
        (Measure::Discounts, 2_472),
        (Measure::Shipping, 490),
        (Measure::Tax, 832),
        (Measure::Tips, 200),
        (Measure::Fees, 350),
        (Measure::GiftCards, 5_000),
    ]);
    assert_eq!(sums(&event), expected);
    let decoded = decode(BodyFormat::Json, event.as_bytes());
    let order = decoded.orders().get(0).unwrap();
    assert_eq!(
        (order.channel(), order.country()),
        (Some("pos"), Some("DE"))
    );
    let skus: Vec<&str> = order.lines().map(|line| line.sku).collect();
    assert_eq!(skus, ["TEA", "CHEESE", "name:Pens", "", "", "OLD", ""]);
}

#[test]
fn values_of_another_kind_are_ignored_and_told() {
    let plain = sums(&format!(r#"{{{ID_TIME},"items":[{LINE}]}}"#));
    let others = [
        r#"{"city":"Graz"}"#,
        r#""SUMMER10""#,
        "[1]",
        "true",
        r#""4,90""#,
        r#""""#,
        r#""NaN""#,
    ];
    for name in ["shipping", "discount", "tax", "tip", "fee"] {
        for other in others {
            let event = with(&format!(r#""{name}":{other}"#));
            assert_eq!(sums(&event), plain, "{event}");
            let (summary, _) = json(&event);
            assert_eq!(
                summary.ignored.each().collect::<Vec<_>>(),
                [(name, 1)],
                "{event}"
            );
        }
    }
    for (name, other) in [
        ("test", r#""yes""#),
        ("test", "1"),
        ("tax_included", r#""true""#),
        ("refund_of", "{}"),
        ("refund_of", r#""""#),
        ("channel", "7"),
        ("country", r#"{"code":"DE"}"#),
    ] {
        let event = with(&format!(r#""{name}":{other}"#));
        assert_eq!(sums(&event), plain, "{event}");
        let (summary, _) = json(&event);
        assert_eq!(
            summary.ignored.each().collect::<Vec<_>>(),
            [(name, 1)],
            "{event}"
        );
    }
    // Fields of lines are counted with them, empty values are ignored, and the last of two values wins.
    let event = format!(
        r#"{{{ID_TIME},"discount":"none","tip":null,"fee":{{}},"fee":0.25,
            "items":[{{"sku":"A","price":"10.00","quantity":1,"discount":{{}},"tax":null}}]}}"#
    );
    let (summary, _) = json(&event);
    assert_eq!(
        summary.ignored.each().collect::<Vec<_>>(),
        [("discount", 2)]
    );
    assert_eq!(sums(&event) - plain, Sums::from([(Measure::Fees, 25)]));
}

#[test]
fn unknown_channels_and_countries_refuse_nothing() {
    for rest in [
        r#""channel":"carrier pigeon""#,
        r#""country":"Atlantis""#,
        r#""channel":"""#,
    ] {
        assert_eq!(verdict(&with(rest)), "accepted", "{rest}");
    }
    let long = format!(r#""country":"{}""#, "é".repeat(500));
    assert_eq!(verdict(&with(&long)), "accepted");
}

#[test]
fn what_does_not_count_is_remembered() {
    for (rest, standing) in [
        (r#""status":"pending""#, Standing::Pending),
        (r#""status":"cancelled""#, Standing::Cancelled),
        (r#""test":true"#, Standing::Test),
        (r#""test":true,"status":"cancelled""#, Standing::Test),
        (r#""test":false"#, Standing::Counts),
    ] {
        let (summary, store) = json(&with(rest));
        assert_eq!(summary.accepted, 1, "{rest}");
        assert_eq!(
            summary.tests,
            u64::from(standing == Standing::Test),
            "{rest}"
        );
        let entry = &store.entries()["1"];
        assert_eq!(entry.standing, standing);
        assert_eq!(entry.sums().is_zero(), !standing.counts());
        assert_eq!(store.latest().is_empty(), !standing.counts());
    }
}

#[test]
fn an_order_that_is_paid_counts_and_enters_the_feed_then() {
    let event = |version: u8, day: u8, status: &str| {
        format!(
            r#"{{"id":"1","version":{version},"timestamp":"2018-03-{day:02}T09:00:00Z","status":"{status}","items":[{LINE}]}}"#
        )
    };
    let body = [
        event(1, 9, "pending"),
        event(2, 10, "placed"),
        event(3, 10, "placed"),
    ];
    for parts in 1..=body.len() {
        let lines = body[..parts].join("\n");
        let (summary, store) = super::commit(decode(BodyFormat::Ndjson, lines.as_bytes()));
        assert_eq!((summary.accepted, summary.updated as usize), (1, parts - 1));
        let entry = &store.entries()["1"];
        assert_eq!(
            entry.at.day.to_string(),
            if parts == 1 {
                "2018-03-09"
            } else {
                "2018-03-10"
            }
        );
        assert_eq!(
            entry.sums()[Measure::Revenue],
            if parts == 1 { 0 } else { 1_000 }
        );
        assert_eq!(store.latest().len(), usize::from(parts > 1), "once");
    }
}

#[test]
fn a_refund_is_no_order() {
    let refund = with(r#""refund_of":1001"#).replace(":1}", ":-1}");
    let sums = sums(&refund);
    assert_eq!((sums[Measure::Orders], sums[Measure::Returns]), (0, 1_000));
}

#[test]
fn an_order_may_have_no_lines_where_it_has_an_amount() {
    let bare = |rest: &str| format!("{{{ID_TIME},{rest}}}");
    assert_eq!(
        sums(&bare(r#""items":[],"shipping":5"#))[Measure::Shipping],
        500
    );
    assert_eq!(sums(&bare(r#""shipping":5"#))[Measure::Shipping], 500);
    assert_eq!(verdict(&bare(r#""shipping":0"#)), "no_items");
    assert_eq!(verdict(&bare(r#""items":null"#)), "no_items");
    assert_eq!(
        verdict(&bare(r#""items":"none","status":"pending""#)),
        "accepted"
    );
}

/// The kept form of a refused event has all known fields, and none that may be personal.
#[test]
fn a_reject_keeps_what_says_something() {
    let event = format!(
        r#"{{{ID_TIME},"status":"paid","channel":"pos","country":{{"name":"Jane"}},"shipping":4.90,"tip":"from Jane",
            "test":true,"email":"jane@example.com","items":[{{"kind":"fee","amount":"3.00","discount":"Jane","tax":1}}]}}"#
    );
    let (_, store) = json(&event);
    let kept = String::from_utf8(store.rejects()[0].body.clone()).unwrap();
    let expected = r#"{"id":"1","timestamp":1520776000,"status":"paid","items":[{"kind":"fee","amount":"3.00","tax":1}],"test":true,"channel":"pos","shipping":4.90}"#;
    assert_eq!(kept, expected);
}

/// Orders refused by the fold are written again: on a replay they are unchanged.
#[test]
fn an_order_that_came_too_late_is_kept_whole() {
    let old = r#"{"id":"old","timestamp":"2018-01-01T00:00:00Z","refund_of":"1","tax_included":true,"tip":"-0.5","discount":0.25,
        "channel":"pos","country":"AT","items":[
            {"sku":"A","price":"10","quantity":-0.35,"discount":"1.5","tax":"0.4"},
            {"name":"Pens","amount":"-10.00","quantity":-3},
            {"kind":"adjustment","amount":"-1"},{"kind":"shipping","price":2,"quantity":1}]}"#;
    let days = (1..=8).map(|day| {
        format!(r#"{{"id":"{day}","timestamp":"2018-03-{day:02}T09:00:00Z","items":[{LINE}]}}"#)
    });
    let mut lines: Vec<String> = days.collect();
    lines.push(old.replace('\n', ""));
    let (summary, store) = super::commit(decode(BodyFormat::Ndjson, lines.join("\n").as_bytes()));
    assert_eq!(super::refused(&summary), [(8, "too_late")]);
    let kept = String::from_utf8(store.rejects()[0].body.clone()).unwrap();
    let (again, first) = (
        decode(BodyFormat::Json, kept.as_bytes()),
        decode(BodyFormat::Json, old.as_bytes()),
    );
    let show = |decoded: &pipeline::Decoded| {
        let order = decoded.orders().get(0).unwrap();
        let said = (
            order.refund_of().map(str::to_owned),
            order.tax_included(),
            order.whole(),
        );
        let places = (
            order.channel().map(str::to_owned),
            order.country().map(str::to_owned),
        );
        let lines: Vec<String> = order.lines().map(|line| format!("{line:?}")).collect();
        format!("{:?}", (said, places, lines, order.sums()))
    };
    assert_eq!(show(&again), show(&first), "{kept}");
}

#[test]
fn a_million_rare_values_take_no_more_than_one() {
    let event = with(&vec![r#""tip":1"#; 1_000_000].join(","));
    assert_eq!(sums(&event)[Measure::Tips], 100);
}
