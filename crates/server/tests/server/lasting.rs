//! Tasks that meet a mistake: the clock panics for a while.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio_tungstenite::tungstenite::Message;

use crate::alerts::{Listener, rounds, settings, stands, until};
use crate::support::{JSON, Socket, TestServer};

#[tokio::test]
async fn tasks_go_on_after_a_panic() {
    const EARLY: &str = r#"{"id":"early","timestamp":"2018-03-14T10:40:00-04:00","items":[{"sku":"a","price":2,"quantity":1}]}"#;
    let listener = Arc::new(Listener::default());
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    server.take_in_early_orders();
    let early = server.post("/v1/orders", JSON, EARLY).await;
    assert_eq!(early.status, 422, "{}", early.text());
    let mut viewer = Socket::open(&server, "/v1/overview/live?limit=5").await;
    viewer.next().await;
    server.break_clock();
    // They would believe an overview that no longer changes.
    while !matches!(viewer.raw().await, Message::Close(_)) {}
    rounds().await;
    server.set_time("2018-03-14T10:35:00-04:00");
    until("the early order is counted", async || {
        server.json("/v1/board").await["today"]["orders"] == 1
    })
    .await;
    let mut viewer = Socket::open(&server, "/v1/overview/live?limit=5").await;
    viewer.next().await;
    listener.is_broken.store(true, Ordering::SeqCst);
    server.store.set_away(true);
    until("health is looked at", async || {
        server.json("/v1/health").await["store"]["available"] == false
    })
    .await;
    server.set_time("2018-03-14T10:45:00-04:00");
    until("raised", async || stands(&server, "store_away").await).await;
    // The first try panicked.
    until("tried", async || !listener.is_broken.load(Ordering::SeqCst)).await;
    rounds().await;
    server.set_time("2018-03-14T10:50:00-04:00");
    until("told", async || listener.of("store_away") == ["raised"]).await;
}
