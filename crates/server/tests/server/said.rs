//! A rejected event also carries a code and its values, so that pages can explain it in other languages.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

/// What follows an event's id (or the whole event), the expected code, and its values.
const WRONG: &[(&str, &str, &str)] = &[
    ("5", "not_an_object", ""),
    ("{\"id\":\"o\",\"id\":\"o\"}", "given_twice", "byte=14"),
    ("{\"items\":[]}", "no_id", ""),
    ("{\"id\":{}}", "text_or_integer", "field=id"),
    ("{\"id\":\"o\"}", "missing", "field=timestamp"),
    (
        "\"timestamp\":[]",
        "neither_text_nor_number",
        "field=timestamp",
    ),
    (
        "\"timestamp\":\"noon\"",
        "unreadable_time",
        "field=timestamp",
    ),
    (
        "\"timestamp\":7",
        "before_1995",
        "time=1969-12-31T19:00:07.000-05:00",
    ),
    (
        "\"timestamp\":\"2018-03-14T12:00:00-04:00\"",
        "in_future",
        "minutes=10 time=2018-03-14T12:00:00.000-04:00",
    ),
    ("@", "no_lines", ""),
    ("@,\"items\":7", "items_no_list", ""),
    ("@,\"currency\":7", "currency_no_text", ""),
    ("@,\"version\":[]", "version", ""),
    ("@,\"status\":\"sent\"", "status", ""),
    ("@,\"refund_of\":\"o\",\"shipping\":1", "refunds_itself", ""),
    (
        "@,\"items\":[{\"sku\":\"\",\"price\":1,\"quantity\":1}]",
        "empty",
        "field=items[0].sku",
    ),
    (
        "@,\"shipping\":\"0.1234567\"",
        "too_precise",
        "field=shipping most=6",
    ),
    (
        "@,\"items\":[{\"price\":1}]",
        "no_sku_nor_name",
        "field=items[0].sku",
    ),
    (
        "@,\"items\":[{\"sku\":[]}]",
        "text_or_integer",
        "field=items[0].sku",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"name\":7.5}]",
        "text_or_integer",
        "field=items[0].name",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\"}]",
        "missing",
        "field=items[0].price",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":\"x\"}]",
        "not_a_number",
        "field=items[0].price",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":-1}]",
        "below_zero",
        "field=items[0].price",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1e13}]",
        "too_high",
        "field=items[0].price most=1,000,000,000,000",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1}]",
        "missing",
        "field=items[0].quantity",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":0}]",
        "quantity_range",
        "field=items[0].quantity most=1,000,000",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":0.0001}]",
        "too_precise",
        "field=items[0].quantity most=3",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":1,\"amount\":1}]",
        "beside_price",
        "field=items[0].amount",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"amount\":1}]",
        "needs_quantity",
        "field=items[0].amount",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"amount\":1,\"quantity\":-1}]",
        "other_sign",
        "field=items[0].amount",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":1,\"discount\":2}]",
        "above_line",
        "field=items[0].discount",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":1,\"tax\":-2}]",
        "below_zero",
        "field=items[0].tax",
    ),
    (
        "@,\"tax_included\":true,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":1,\"tax\":2}]",
        "tax_above_line",
        "field=items[0].tax",
    ),
    (
        "@,\"shipping\":-1,\"items\":[{\"sku\":\"a\",\"price\":1,\"quantity\":1}]",
        "whole_below_zero",
        "field=shipping",
    ),
    (
        "@,\"items\":[{\"sku\":\"a\",\"price\":1e12,\"quantity\":1000}]",
        "lines_sum",
        "most=10000000000000.00",
    ),
    (
        "@,\"shipping\":1,\"currency\":\"money\"",
        "currency_unknown",
        "currency=USD said=money",
    ),
    (
        "@,\"shipping\":1,\"currency\":\"EUR\"",
        "no_rates",
        "currency=USD said=EUR",
    ),
    (
        "@,\"shipping\":1,\"currency\":\"EUR\",\"rate\":0",
        "rate",
        "text=0",
    ),
];

/// `@` is replaced with a valid time.
fn event(wrong: &str) -> String {
    let at = "\"timestamp\":\"2018-03-14T10:22:45-04:00\"";
    match wrong.starts_with(['{', '5']) {
        true => wrong.to_owned(),
        false => format!("{{\"id\":\"o\",{}}}", wrong.replace('@', at)),
    }
}

/// The code in an answer's reject, then its values by name.
fn said(reject: &Value) -> String {
    let values = reject["said"]["values"].as_object().into_iter().flatten();
    let values = values.map(|(name, value)| format!(" {name}={}", value.as_str().unwrap()));
    let code = reject["said"]["code"].as_str().unwrap_or("nothing");
    format!("{code}{}", values.collect::<String>())
}

#[tokio::test]
async fn what_is_wrong_with_an_event_has_a_word_and_values() {
    let server = TestServer::start().await;
    let mut found = Vec::new();
    for (number, (wrong, ..)) in WRONG.iter().enumerate() {
        server.post("/v1/orders", JSON, event(wrong)).await;
        let kept = server.json("/v1/rejects?limit=1").await;
        assert_eq!(kept["total"], number + 1, "{wrong} was not rejected");
        found.push(said(&kept["items"][0]));
    }
    let expected = WRONG
        .iter()
        .map(|(_, code, values)| format!("{code} {values}"));
    let expected: Vec<String> = expected.map(|it| it.trim_end().to_owned()).collect();
    assert_eq!(found, expected);
    // Text from another system is shown unchanged.
    let report =
        json!({"rejects": [{"reason": "malformed_row", "detail": "rows are a mess", "body": ""}]});
    server.post("/v1/rejects", JSON, report.to_string()).await;
    let kept = server.json("/v1/rejects?limit=1").await;
    assert_eq!(kept["items"][0].get("said"), None);
}
