//! Totals in memory equal those of the store, no matter which server changed them.

use serde_json::json;
use server::alerts::AlertSettings;

use crate::support::{JSON, TestServer};

async fn post(server: &TestServer, id: &str, day: u32, more: serde_json::Value) {
    let mut body = json!({
        "id": id, "timestamp": format!("2018-03-{day:02}T10:00:00-04:00"),
        "items": [{"sku": "tea", "price": "10.00", "quantity": 1}],
    });
    if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
        body.extend(more.clone());
    }
    let answer = server.post("/v1/orders", JSON, body.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn revenue(server: &TestServer, query: &str) -> serde_json::Value {
    let report = server.json(&format!("/v1/range?{query}")).await;
    report["total"]["revenue"].clone()
}

#[tokio::test]
async fn what_another_server_commits_is_in_the_next_answer() {
    let one = TestServer::start().await;
    let other = one.another_with_alerts(AlertSettings::default()).await;
    let all = "first=2018-03-01&last=2018-03-14";
    for server in [&one, &other] {
        assert_eq!(revenue(server, all).await, "0.00");
    }
    for (count, day) in (5..=14).enumerate() {
        post(&one, &day.to_string(), day, json!({})).await;
        // The store drops the first days, because it keeps eight.
        for server in [&one, &other] {
            assert_eq!(
                revenue(server, all).await,
                format!("{}.00", (count + 1) * 10)
            );
        }
    }
    assert_eq!(revenue(&other, "date=2018-03-05").await, "10.00");
    // An order of a past day is cancelled, and another arrives late.
    post(&one, "12", 12, json!({"version": 2, "status": "cancelled"})).await;
    assert_eq!(revenue(&other, all).await, "90.00");
    assert_eq!(revenue(&other, "date=2018-03-12").await, "0.00");
    post(&other, "late", 11, json!({})).await;
    assert_eq!(revenue(&one, all).await, "100.00");
    assert_eq!(
        revenue(&one, "first=2018-03-10&last=2018-03-11").await,
        "30.00"
    );
}

#[tokio::test]
async fn what_a_day_had_by_now_follows_its_orders() {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:30:00-04:00");
    post(&server, "first", 6, json!({})).await;
    post(&server, "before", 7, json!({})).await;
    post(&server, "today", 14, json!({})).await;
    let before = async || {
        let report = server.json("/v1/range?span=week&against=previous").await;
        report["before"]["revenue"].clone()
    };
    // The week before begins on a Monday before the shop's first day.
    let report = server.json("/v1/range?span=week&against=previous").await;
    assert_eq!(report["not_compared"], "before_first");
    post(&server, "monday", 5, json!({})).await;
    assert_eq!(before().await, "30.00");
    post(&server, "more", 7, json!({})).await;
    assert_eq!(before().await, "40.00");
}

#[tokio::test]
async fn the_first_day_is_not_read_again_once_no_earlier_one_can_come() {
    let server = TestServer::start().await;
    for day in 4..=14 {
        post(&server, &day.to_string(), day, json!({})).await;
    }
    // The store keeps eight days.
    assert_eq!(revenue(&server, "date=2018-03-05").await, "10.00");
    let read = server.store.begin_reads();
    for path in [
        "/v1/breakdown?by=channel&date=2018-03-12",
        "/v1/items/report?date=2018-03-12&against=previous",
        "/v1/items/item?sku=tea&date=2018-03-12",
        "/v1/revenue",
    ] {
        assert_eq!(server.json(path).await["begins"], "2018-03-04", "{path}");
    }
    assert_eq!(server.store.begin_reads(), read);
}
