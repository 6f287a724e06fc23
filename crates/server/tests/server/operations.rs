//! Endpoints for people who run the server.

use std::time::Duration;

use crate::support::{JSON, Socket, TestServer, order};

#[tokio::test]
async fn it_is_alive_and_ready() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.text(), "ok\n");
    assert_eq!(server.get("/readyz").await.text(), "ready\n");
}

#[tokio::test]
async fn what_happens_is_measured() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    server.post("/v1/orders", JSON, "{").await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    let text = server.get("/metrics").await.text().to_owned();
    for line in [
        "livetill_orders_total{shop=\"default\",outcome=\"accepted\"} ",
        "livetill_rejects_total{shop=\"default\",reason=\"malformed_json\"} ",
        "livetill_commit_seconds_bucket{le=\"0.001\"} ",
        "livetill_commit_orders_bucket{le=\"1\"} ",
        "livetill_http_requests_total{method=\"POST\",route=\"/v1/orders\",status=\"2xx\"} ",
        "livetill_http_request_seconds_bucket{method=\"POST\",route=\"/v1/orders\",le=\"0.01\"} ",
        "livetill_viewers{shop=\"default\"} ",
        "livetill_live_messages_total{shop=\"default\"} ",
        "livetill_board_reads_total{shop=\"default\"} ",
        "livetill_order_to_screen_seconds_bucket{shop=\"default\",le=\"0.05\"} ",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn the_description_names_every_endpoint_and_every_type() {
    let server = TestServer::start().await;
    let document = server.json("/openapi.json").await;
    for path in [
        "/v1/orders",
        "/v1/board",
        "/v1/items/popular",
        "/v1/items/latest",
        "/v1/revenue",
        "/v1/health",
        "/v1/rejects",
        "/v1/rejects/replay",
        "/v1/live",
        "/v1/events",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
    for schema in [
        "Board",
        "DayFigures",
        "PopularItem",
        "LatestItem",
        "RevenueDay",
        "Pulse",
        "PulseMinute",
        "Comparison",
        "Baseline",
        "Problem",
        "IntakeAnswer",
        "RejectedOrder",
        "LiveMessage",
        "RejectPage",
    ] {
        assert!(
            document["components"]["schemas"].get(schema).is_some(),
            "{schema}"
        );
    }
    assert_eq!(
        server::openapi_json(),
        server.get("/openapi.json").await.text()
    );
}

/// A client that is made from the description stumbles over a null that it does not know of.
#[tokio::test]
async fn figures_that_may_be_null_are_described_as_such() {
    let server = TestServer::start().await;
    let document = server.json("/openapi.json").await;
    let schemas = &document["components"]["schemas"];
    let range = "/v1/range?span=last_week";
    for (path, schema) in [(range, "RangeReport"), ("/v1/digest", "Digest")] {
        let answer = server.json(path).await;
        let described = &schemas[schema]["properties"]["total"];
        let described = described["$ref"]
            .as_str()
            .or(described["allOf"][0]["$ref"].as_str());
        let described = described.unwrap().rsplit('/').next().unwrap();
        let mut nulls = 0;
        for (name, value) in answer["total"].as_object().unwrap() {
            let of = &schemas[described]["properties"][name]["type"];
            let may_be = of.as_array().is_some_and(|of| of.contains(&"null".into()));
            assert!(may_be || !value.is_null(), "{path}: {name} is {of}");
            nulls += usize::from(value.is_null());
        }
        assert!(nulls > 0, "{path}");
    }
}

/// The dashboard's types and measures are generated from this file.
#[test]
fn the_dashboard_has_this_description() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, server::openapi_json()).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap();
    let differs = "web/openapi.json differs: `make generate` writes it anew";
    assert!(kept == server::openapi_json(), "{differs}");
}

#[tokio::test]
async fn reads_from_memory_do_not_reach_the_store() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    server.json("/v1/board").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = server.store.board_reads();
    for _ in 0..50 {
        assert_eq!(server.json("/v1/board").await["today"]["orders"], 1);
    }
    assert!(
        server.store.board_reads() <= before + 1,
        "but for a heartbeat"
    );
}
