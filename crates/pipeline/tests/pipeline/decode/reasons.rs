//! Every reason by example: as one object, in an array, and in a line, between valid events.

use pipeline::BodyFormat;

use super::{ID_TIME, commit, decode, one_line, refused, verdict};

fn with(fields: &str) -> String {
    format!(r#"{{{ID_TIME},"items":[{{"sku":"A","price":"1.99","quantity":1}}],{fields}}}"#)
}

fn timed(timestamp: &str) -> String {
    format!(r#"{{"id":1,"timestamp":{timestamp},"items":[{{"sku":"A","price":1,"quantity":1}}]}}"#)
}

fn identified(id: &str) -> String {
    let rest = r#""timestamp":1520776000,"items":[{"sku":"A","price":1,"quantity":1}]"#;
    format!(r#"{{"id":{id},{rest}}}"#)
}

fn items(items: &str) -> String {
    format!(r#"{{{ID_TIME},"items":{items}}}"#)
}

fn examples() -> Vec<(&'static str, String)> {
    let long = format!("\"{}\"", "x".repeat(129));
    let sku = |sku: &str| one_line(sku, "1", "1");
    let price = |price: &str| one_line("\"A\"", price, "1");
    let quantity = |quantity: &str| one_line("\"A\"", "1", quantity);
    let line = r#"{"sku":"A","price":1,"quantity":1}"#;
    let mut examples = Vec::new();
    let mut all = |reason, bad: &[String]| {
        examples.extend(bad.iter().map(|event| (reason, event.clone())));
    };
    all(
        "malformed_json",
        &[
            "7",
            "null",
            "\"x\"",
            "[]",
            "{",
            "{}x",
            "{\"id\":01}",
            "{'id':1}",
        ]
        .map(str::to_owned),
    );
    all(
        "malformed_json",
        &[
            items("[7]"),
            items("[[\"A\",\"n\",1,1]]"),
            with("\"id\":\"2\""),
        ],
    );
    all("missing_id", &[identified("null"), "{}".to_owned()]);
    all(
        "invalid_id",
        &[
            identified("\"\""),
            identified("1.5"),
            identified("1e3"),
            // No float represents it, so its original value is unknown.
            identified("9007199254740993.0"),
            identified("-0.0"),
            identified("true"),
            identified("{}"),
            identified(&long),
            identified(r#""a\nb""#),
            identified(r#""\ud800""#),
        ],
    );
    all(
        "invalid_timestamp",
        &[
            "null",
            "\"\"",
            "\"2018-03-11T10:23:45\"",
            "\"2018-03-11\"",
            "true",
            "[]",
            "-1",
            "1e9",
            "0",
            "20180311",
            "\"1994-12-31T23:59:59Z\"",
            "9999999999999999999999",
        ]
        .map(timed),
    );
    all(
        "in_future",
        &["1520776601", "\"2018-03-11T13:56:40.001Z\"", "99999999999"].map(timed),
    );
    all(
        "no_items",
        &[
            items("[]"),
            items("null"),
            items("{}"),
            items("7"),
            items("\"x\""),
            format!("{{{ID_TIME}}}"),
        ],
    );
    all(
        "invalid_sku",
        &[
            sku("\"\""),
            sku("null"),
            sku("1.5"),
            sku("[]"),
            sku(&long),
            items(r#"[{"price":1,"quantity":1}]"#),
        ],
    );
    all(
        "invalid_name",
        &[
            items(r#"[{"sku":"A","name":7.5,"price":1,"quantity":1}]"#),
            items(r#"[{"sku":"A","name":["B"],"price":1,"quantity":1}]"#),
        ],
    );
    all(
        "invalid_price",
        &[
            "-0.01",
            "\"\"",
            "\" 1\"",
            "\"1,99\"",
            "0.0000001",
            "1e13",
            "true",
            "null",
            "\"0x1\"",
            "\"NaN\"",
        ]
        .map(price),
    );
    all(
        "invalid_quantity",
        &[
            "0",
            "-0",
            "0.0",
            "1.0005",
            "1E-4",
            "\"1,5\"",
            "\"\"",
            "true",
            "1000001",
            "-1000001",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999",
            "null",
        ]
        .map(quantity),
    );
    all(
        "invalid_kind",
        &["\"bundle\"", "\"\"", "7", "{}"].map(|kind| {
            items(&format!(
                r#"[{{"kind":{kind},"sku":"A","price":1,"quantity":1}}]"#
            ))
        }),
    );
    let line_with = |rest: &str| items(&format!(r#"[{{"sku":"A",{rest}}}]"#));
    all(
        "invalid_amount",
        &[
            // An amount instead of a price, and for a product with a quantity.
            r#""price":1,"quantity":1,"amount":1"#,
            r#""amount":1"#,
            r#""quantity":1,"amount":"NaN""#,
            r#""quantity":1,"amount":true"#,
            r#""quantity":1,"amount":{}"#,
            r#""quantity":1,"amount":1e30"#,
            r#""quantity":1,"amount":"0.123456789012""#,
            r#""quantity":-1,"amount":1"#,
            r#""quantity":1,"amount":-1"#,
            // A discount is for the whole line, and at most its value.
            r#""price":1,"quantity":1,"discount":1.01"#,
            r#""price":1,"quantity":1,"discount":-1"#,
            r#""price":1,"quantity":1,"tax":-0.01"#,
            r#""price":1,"quantity":1,"tax":1e30"#,
            r#""price":1,"quantity":1,"discount":0.1234567"#,
        ]
        .map(line_with),
    );
    all(
        "invalid_amount",
        &[
            "\"shipping\":1e30",
            "\"shipping\":\"0.123456789012\"",
            "\"tax\":1000000000000.01",
            "\"tip\":-1",
            "\"fee\":\"-0.01\"",
        ]
        .map(with),
    );
    all(
        "invalid_amount",
        &[format!(
            r#"{{{ID_TIME},"tax_included":true,"items":[{{"sku":"A","price":1,"quantity":1,"discount":0.5,"tax":0.51}}]}}"#
        )],
    );
    all(
        "invalid_id",
        &["1", "\"1\"", "1.5", "\"a\\nb\""].map(|of| with(&format!("\"refund_of\":{of}"))),
    );
    all(
        "no_items",
        &[format!(
            r#"{{{ID_TIME},"items":{{"0":{{}}}},"shipping":1}}"#
        )],
    );
    all(
        "invalid_version",
        &[
            "1.5",
            "\"1.5\"",
            "\"yesterday\"",
            "9223372036854775808",
            "true",
            "[]",
        ]
        .map(|version| with(&format!("\"version\":{version}"))),
    );
    all(
        "invalid_status",
        &["\"paid\"", "\"\"", "1", "\"CANCELLED\""]
            .map(|status| with(&format!("\"status\":{status}"))),
    );
    all(
        "invalid_currency",
        &["1", "[]"].map(|currency| with(&format!("\"currency\":{currency}"))),
    );
    all(
        "currency_mismatch",
        &["\"EUR\"", "\"\""].map(|currency| with(&format!("\"currency\":{currency}"))),
    );
    all(
        "invalid_rate",
        &["0", "-1", "1e30", "\"1.2345678901234\""]
            .map(|rate| with(&format!("\"currency\":\"EUR\",\"rate\":{rate}"))),
    );
    all(
        "too_large",
        &[items(&format!("[{}]", vec![line; 1_001].join(",")))],
    );
    examples
}

#[test]
fn each_reason_alone() {
    for (reason, event) in examples() {
        // An array is a body of events, not an event.
        if event != "[]" {
            assert_eq!(verdict(&event), reason, "{event}");
        }
    }
}

#[test]
fn each_reason_between_good_events() {
    for (format, separator, open, close) in [
        (BodyFormat::Json, ",", "[", "]"),
        (BodyFormat::Ndjson, "\n", "", ""),
    ] {
        let balanced = |event: &str| format == BodyFormat::Ndjson || event != "{";
        let examples = examples().into_iter().filter(|(_, event)| balanced(event));
        let (mut events, mut expected, mut good) = (Vec::new(), Vec::new(), 0);
        for (reason, event) in examples {
            expected.push((events.len(), reason));
            events.push(event);
            good += 1;
            events.push(
                one_line("\"A\"", "1", "1")
                    .replace(r#""id":"1""#, &format!("\"id\":\"good-{good}\"")),
            );
        }
        let body = format!("{open}{}{close}", events.join(separator));
        let (summary, store) = commit(decode(format, body.as_bytes()));
        assert_eq!(refused(&summary), expected, "{format:?}");
        assert_eq!(summary.accepted, good);
        assert_eq!(store.rejects().len(), expected.len());
    }
}

#[test]
fn every_reason_that_an_event_alone_can_have_has_an_example() {
    use domain::Reason;
    let examples = examples();
    for reason in Reason::ALL {
        let found = examples.iter().any(|(name, _)| *name == reason.as_str());
        // The fold decides whether an order is too late, whether there is room for its items, and whether its derived
        // id belongs to another order; rows only exist in files, and rates in a table.
        let elsewhere = [
            Reason::TooLate,
            Reason::TooManyItems,
            Reason::IdempotencyKeyReused,
            Reason::ConflictingRows,
            Reason::MalformedRow,
            Reason::NoRate,
        ];
        assert_ne!(found, elsewhere.contains(&reason), "{reason:?}");
    }
}
