//! A server with many shops.

use std::sync::Arc;
use std::time::Duration;

use domain::ShopId;
use ports::{ListedShop, Roster as _};
use server::alerts::AlertSettings;

use crate::alerts::{Listener, rounds, sell, settings, stands, until};
use crate::support::{JSON, TestServer, order};

#[tokio::test]
async fn health_and_measurements_stay_readable_with_many_shops() {
    let server = TestServer::start_with_shops(120, AlertSettings::default()).await;
    let post = async |shop: &str, body: String| {
        let path = format!("/v1/orders?shop={shop}");
        server.post(&path, JSON, body).await
    };
    for shop in ["further-7", "further-8", "further-8"] {
        post(shop, order("o1", "tea", "1.00", 1)).await;
    }
    post("further-9", "{".to_owned()).await;
    let mut health = server.json("/v1/health").await;
    while health["shops"].as_array().is_none_or(|it| it.len() < 3) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        health = server.json("/v1/health").await;
    }
    assert_eq!(health["shop_count"], 122);
    let named = health["shops"].as_array().unwrap().iter();
    let named: Vec<&str> = named.map(|shop| shop["shop"].as_str().unwrap()).collect();
    assert_eq!(named, ["further-7", "further-8", "further-9"]);
    let one = server
        .json("/v1/health?shop=further-50&history=false")
        .await;
    let quiet = &one["shops"][0];
    assert_eq!(
        (&one["shop_count"], &quiet["shop"]),
        (&122.into(), &"further-50".into())
    );
    assert_eq!(quiet["rejects"], serde_json::json!({}));
    let unknown = server.get("/v1/health?shop=nobody").await;
    assert_eq!(unknown.status, 404);
    let page = server.get("/metrics?format=prometheus").await;
    let text = page.text();
    assert!(
        text.contains("livetill_orders_total{shop=\"*\",outcome=\"accepted\"} 2\n"),
        "{text}"
    );
    assert!(!text.contains("further-7"), "{text}");
    let page = server.get("/metrics?shop=further-8").await;
    let text = page.text();
    assert!(
        text.contains("livetill_orders_total{shop=\"further-8\",outcome=\"duplicate\"} 1\n"),
        "{text}"
    );
    assert!(!text.contains("livetill_store_up"), "{text}");
    assert_eq!(server.get("/metrics?shop=nobody").await.status, 404);
}

#[tokio::test]
async fn adding_a_shop_reads_the_list_only_if_somebody_else_changed_it() {
    let server = TestServer::start().await;
    server.follow_roster().await;
    let read = server.store.list_reads();
    let add = async |name: String| {
        let body = format!(r#"{{"shop":"{name}","timezone":"UTC","currency":"EUR"}}"#);
        let answer = server.post("/v1/shops", JSON, body).await;
        let path = format!("/v1/orders?shop={name}");
        let taken = server
            .post(&path, JSON, order("o1", "tea", "1.00", 1))
            .await;
        [answer.status, taken.status].map(|status| status.as_u16())
    };
    for number in 0..20 {
        assert_eq!(add(format!("new-{number}")).await, [201, 200]);
    }
    assert_eq!(server.store.list_reads(), read);
    let entry = |name: &str| ListedShop {
        id: ShopId::new(name).unwrap(),
        timezone: "Asia/Tokyo".to_owned(),
        currency: "JPY".to_owned(),
        display_name: None,
        is_leaving: false,
        retention_days: None,
    };
    // As another server does.
    let elsewhere = server.store.list_shop(&entry("elsewhere")).await;
    assert!(elsewhere.unwrap().is_some());
    assert_eq!(add("new-20".to_owned()).await, [201, 200]);
    let path = "/v1/orders?shop=elsewhere";
    let taken = server.post(path, JSON, order("o1", "tea", "1.00", 1)).await;
    assert_eq!(taken.status, 200, "it was read with the other's");
    let [known, _] = add("new-7".to_owned()).await;
    assert_eq!(known, 409);
    let read = server.store.list_reads();
    assert_eq!(add("new-21".to_owned()).await, [201, 200]);
    assert_eq!(server.store.list_reads(), read);
    let removed = server.send("DELETE", "/v1/shops/new-3", &[], "").await;
    assert_eq!(removed.status, 204);
    assert_eq!(add("new-3".to_owned()).await, [201, 200], "it begins anew");
    let listed = server.json("/v1/shops?limit=100").await;
    assert_eq!(listed["total"], 2 + 22 + 1);
}

/// Rules read the minutes of two days, and only when orders could make a difference.
#[tokio::test]
async fn sales_that_cannot_count_as_stopped_are_not_looked_at() {
    let listener = Arc::new(Listener::default());
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    server.set_time("2011-11-08T11:40:00+09:00");
    sell(&server, "2011-10-25", "2011-11-08 11:38").await;
    // More than the ten minutes for which a shop without history is left alone.
    server.set_time("2011-11-08T12:02:00+09:00");
    sell(&server, "2011-11-08 11:38", "2011-11-08 12:00").await;
    let reads = || server.store.minute_reads();
    until("sales are judged", async || reads() > 0).await;
    rounds().await;
    let before = reads();
    for (from, to) in [("12:00", "12:02"), ("12:02", "12:07"), ("12:07", "12:10")] {
        let [from, to] = [from, to].map(|time| format!("2011-11-08 {time}"));
        sell(&server, &from, &to).await;
        rounds().await;
    }
    assert_eq!(reads(), before, "no order could stop sales");
    assert_eq!(server.store.board_reads(), 0, "nobody looks at a board");
    server.set_time("2011-11-08T16:02:00+09:00");
    until("sales are judged", async || reads() > before).await;
    until("the alert stands", async || {
        stands(&server, "sales_stopped.acme").await
    })
    .await;
}
