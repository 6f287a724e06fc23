//! The server's report on its health.

use std::time::Duration;

use serde_json::Value;

use crate::support::{JSON, TestServer, order};

/// Asks until a look shows the expected state.
async fn wait_for(server: &TestServer, shows: impl Fn(&Value) -> bool) -> Value {
    // Far longer than the two seconds between looks.
    for _ in 0..600 {
        let health = server.json("/v1/health").await;
        if shows(&health) {
            return health;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never showed: {:#}", server.json("/v1/health").await);
}

fn reject_count(health: &Value) -> u64 {
    health["shops"][1]["rejects"]["malformed_json"]
        .as_u64()
        .unwrap_or(0)
}

#[tokio::test]
async fn health_shows_the_store_the_machine_and_what_goes_in() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    let test = order("o2", "tea", "1.00", 1).replacen('{', r#"{"test":true,"#, 1);
    server.post("/v1/orders", JSON, test).await;
    server.post("/v1/orders", JSON, "{").await;
    let health = wait_for(&server, |health| {
        // Test orders are in the ledger too.
        reject_count(health) > 0
            && health["intake"]["commit_p99_seconds"].is_number()
            && health["store"]["orders"] == 2
    })
    .await;
    let store = &health["store"];
    assert_eq!(store["kind"], "embedded");
    assert_eq!(store["available"], true);
    assert_eq!(store["away_since"], Value::Null);
    assert!(store["bytes_used"].as_u64().unwrap() > 0);
    assert_eq!(store["connections"], Value::Null, "nobody connects to it");
    let host = &health["host"];
    assert!(host["cores"].as_u64().unwrap() > 0);
    assert!(host["memory_bytes"].as_u64() >= host["freeable_memory_bytes"].as_u64());
    assert!(host["process_memory_bytes"].as_u64().unwrap() > 1_000_000);
    assert!(health["intake"]["batch_orders"].as_f64().unwrap() > 0.0);
    assert_eq!(health["shops"][1]["test_orders"], 1);
    let names = |index: usize| health["shops"][index]["shop"].as_str().unwrap().to_owned();
    assert_eq!(
        (names(0), names(1)),
        ("acme".to_owned(), "default".to_owned())
    );
    let servers = health["servers"].as_array().unwrap();
    assert_eq!(servers.len(), 1);
    assert_eq!(servers[0], health["server"]);
    assert_eq!(servers[0]["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn the_last_hour_comes_as_columns_of_one_length() {
    let server = TestServer::start().await;
    let health = wait_for(&server, |health| {
        let column = &health["history"]["series"]["store.bytes_used"];
        column.as_array().is_some_and(|column| !column.is_empty())
    })
    .await;
    let history = &health["history"];
    assert_eq!(history["interval_seconds"], 10);
    let lengths: Vec<usize> = history["series"]
        .as_object()
        .unwrap()
        .values()
        .map(|column| column.as_array().unwrap().len())
        .collect();
    assert!(lengths.iter().all(|length| *length == lengths[0]));
    let short = server.json("/v1/health?history=false").await;
    assert_eq!(short.get("history"), None);
    assert_eq!(server.get("/v1/health?history=1").await.status, 400);
}

#[tokio::test]
async fn a_store_that_is_away_is_said_to_be_with_its_last_figures() {
    let server = TestServer::start().await;
    wait_for(&server, |health| health["store"]["available"] == true).await;
    server.store.set_away(true);
    let health = wait_for(&server, |health| health["store"]["available"] == false).await;
    assert_eq!(health["store"]["kind"], "embedded");
    assert!(health["store"]["away_since"].is_string());
    server.store.set_away(false);
    wait_for(&server, |health| health["store"]["available"] == true).await;
}

#[tokio::test]
async fn who_asks_causes_no_look() {
    let server = TestServer::start().await;
    wait_for(&server, |health| health["store"]["available"] == true).await;
    let before = server.store.looks();
    for _ in 0..200 {
        server.json("/v1/health").await;
    }
    let after = server.store.looks();
    assert!(
        after - before < 100,
        "200 questions, {} looks",
        after - before
    );
}
