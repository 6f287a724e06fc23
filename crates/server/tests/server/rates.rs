//! Orders in another currency than their shop's.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

const CSV: &str = "text/csv";
/// The dollar's rates of two days in March 2018, as the bank published them.
const BANK: &str = "Date,USD,JPY,\n2018-03-09,1.2291,131.42,\n2018-03-08,1.2411,131.5,\n";

fn order(id: &str, day: u32, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"2018-03-{day:02}T12:00:00Z","currency":"EUR",{more}
            "items":[{{"sku":"tea","price":"10.00","quantity":3}}]}}"#
    )
}

async fn posted(server: &TestServer, body: String) -> Value {
    server.post("/v1/orders", JSON, body).await.json()
}

async fn revenue(server: &TestServer, day: &str) -> Value {
    let board = server.json(&format!("/v1/board?date=2018-03-{day}")).await;
    board["today"]["revenue"].clone()
}

#[tokio::test]
async fn orders_in_another_currency_count_once_there_is_a_rate() {
    let server = TestServer::start().await;
    let table = server.json("/v1/rates").await;
    assert_eq!(
        table,
        json!({"base": null, "first": null, "last": null, "rates": 0})
    );
    let refused = posted(&server, order("1", 9, "")).await;
    assert_eq!(refused["rejected"][0]["reason"], "currency_mismatch");
    let own = posted(&server, order("2", 9, r#""rate":1.5,"#)).await;
    assert_eq!(own["accepted"], 1);
    for rate in ["0", "-1", "1e30", r#""x1""#] {
        let refused = posted(&server, order("3", 9, &format!(r#""rate":{rate},"#))).await;
        let reason = &refused["rejected"][0]["reason"];
        // Text that is not a number is ignored, because bodies may already have used the field's name for something
        // else.
        let expected = if rate.contains('x') {
            "currency_mismatch"
        } else {
            "invalid_rate"
        };
        assert_eq!(reason, expected, "{rate}");
    }
    let taken = server.post("/v1/rates", CSV, BANK).await.json();
    assert_eq!((&taken["new"], &taken["known"]), (&json!(4), &json!(0)));
    assert_eq!(taken["table"], server.json("/v1/rates").await);
    // Saturday uses Friday's rate: 30 × 1.2291 = 36.873.
    assert_eq!(posted(&server, order("4", 10, "")).await["accepted"], 1);
    assert_eq!(revenue(&server, "10").await, "36.87");
    let latest = server.json("/v1/items/latest").await;
    assert_eq!(latest["items"][0]["price"], "12.29");
    let orders = server.json("/v1/orders?date=2018-03-10").await;
    assert_eq!(
        orders["items"][0]["original"],
        json!({"currency": "EUR", "charged": "30.00", "rate": "1.2291", "rate_day": "2018-03-09"})
    );
    let orders = server.json("/v1/orders?date=2018-03-09").await;
    assert_eq!(
        orders["items"][0]["original"],
        json!({"currency": "EUR", "charged": "30.00", "rate": "1.5"})
    );
    assert_eq!(posted(&server, order("4", 10, "")).await["duplicates"], 1);
    // In yen, by way of the euro.
    let yen = order("1", 10, "").replace("EUR", "USD");
    let answer = server.post("/v1/orders?shop=acme", JSON, yen).await.json();
    assert_eq!(answer["accepted"], 1);
    let board = server.json("/v1/board?shop=acme&date=2018-03-10").await;
    assert_eq!(board["today"]["revenue"], "3208");
    let orders = server.json("/v1/orders?shop=acme&date=2018-03-10").await;
    let original = &orders["items"][0]["original"];
    assert_eq!(
        (&original["currency"], &original["rate"]),
        (&json!("USD"), &json!("106.923765"))
    );
    // These orders waited for a rate, with their currency.
    let replayed = server
        .post("/v1/rejects/replay?reason=currency_mismatch", JSON, "")
        .await;
    assert_eq!(replayed.json()["accepted"], 2);
    // 45.00 by the order's own rate, and twice 30 × 1.2411 by Thursday's.
    assert_eq!(revenue(&server, "09").await, "119.46");
}

#[tokio::test]
async fn an_order_without_the_rate_of_its_day_waits_for_it() {
    let server = TestServer::start().await;
    server.post("/v1/rates", CSV, BANK).await.json();
    let refused = posted(&server, order("1", 13, "")).await;
    let reject = &refused["rejected"][0];
    assert_eq!(reject["reason"], "no_rate");
    assert!(
        reject["detail"]
            .as_str()
            .unwrap()
            .contains("of 2018-03-12 for EUR in USD")
    );
    let changed = server
        .post("/v1/rates", CSV, BANK.replace("1.2291", "1.23"))
        .await;
    let detail = changed.problem(422, "invalid_rates");
    assert!(
        detail.contains("line 2: EUR to USD on 2018-03-09 is 1.2291"),
        "{detail}"
    );
    server
        .post("/v1/rates", CSV, &b"\xff\xfe"[..])
        .await
        .problem(422, "invalid_rates");
    let later = "date,base,quote,rate\n2018-03-12,EUR,USD,1.2302\n";
    assert_eq!(server.post("/v1/rates", CSV, later).await.json()["new"], 1);
    let replayed = server.post("/v1/rejects/replay?all=true", JSON, "").await;
    assert_eq!(replayed.json()["accepted"], 1);
    assert_eq!(revenue(&server, "13").await, "36.91");
}

#[tokio::test]
async fn another_server_of_the_store_learns_of_rates() {
    let server = TestServer::start().await;
    let other = server.another_with_alerts(Default::default()).await;
    server.post("/v1/rates", CSV, BANK).await.json();
    while other.json("/v1/rates").await["rates"] != 4 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(posted(&other, order("1", 10, "")).await["accepted"], 1);
}

#[tokio::test]
async fn a_cancellation_needs_no_rate() {
    let server = TestServer::start().await;
    let sold = posted(&server, order("1", 9, r#""rate":1.5,"#)).await;
    assert_eq!(sold["accepted"], 1);
    assert_eq!(revenue(&server, "09").await, "45.00");
    let cancelled = order("1", 9, r#""version":1,"status":"cancelled","#);
    assert_eq!(posted(&server, cancelled).await["updated"], 1);
    assert_eq!(revenue(&server, "09").await, "0.00");
    // Once there is a table, the day it lacks is not asked for either.
    server.post("/v1/rates", CSV, BANK).await;
    let pending = order("2", 13, r#""status":"pending","#);
    assert_eq!(posted(&server, pending).await["accepted"], 1);
    let placed = posted(&server, order("2", 13, r#""version":1,"#)).await;
    assert_eq!(placed["rejected"][0]["reason"], "no_rate");
}
