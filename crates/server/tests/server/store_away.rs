//! The store is away, and comes back.

use serde_json::json;

use crate::support::{JSON, MORNING, Socket, TestServer, order};

#[tokio::test]
async fn orders_are_refused_whole_and_taken_when_it_is_back() {
    let server = TestServer::start().await;
    server.store.set_away(true);
    let order = order("o1", "tea", "1.00", 1);
    let refused = server.post("/v1/orders", JSON, order.clone()).await;
    refused.problem(503, "store_unavailable");
    assert_eq!(refused.header("retry-after"), "1");
    for path in [
        "/readyz",
        "/v1/rejects",
        "/v1/revenue",
        "/v1/board?date=2018-03-01",
    ] {
        server.get(path).await.problem(503, "store_unavailable");
    }
    assert_eq!(server.get("/healthz").await.status, 200);
    server.store.set_away(false);
    assert_eq!(
        server.post("/v1/orders", JSON, order).await.json()["accepted"],
        1
    );
    assert_eq!(server.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn viewers_keep_the_last_board_and_are_told_that_it_is_old() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    server.store.set_away(true);
    server.set_time("2018-03-14T11:00:00-04:00");
    viewer.until(|state| state["stale"] == true).await;
    assert_eq!(
        viewer.state["as_of"], MORNING,
        "no newer than what is known"
    );
    server
        .get("/v1/board")
        .await
        .problem(503, "store_unavailable");
    let mut late = Socket::open(&server, "/v1/live").await;
    assert_eq!(late.next().await["stale"], true);

    server.store.set_away(false);
    viewer.until(|state| state["stale"] == false).await;
    assert_eq!(viewer.state["as_of"], "2018-03-14T11:00:00.000-04:00");
    late.until(|state| state["stale"] == json!(false)).await;
}

#[tokio::test]
async fn a_store_that_stopped_for_good_says_that_a_restart_is_needed() {
    let server = TestServer::start().await;
    server.store.poison();
    let order = order("o1", "tea", "1.00", 1);
    let posted = server.post("/v1/orders", JSON, order).await;
    for answer in [
        posted,
        server.get("/readyz").await,
        server.get("/v1/rejects").await,
    ] {
        let detail = answer.problem(503, "store_unavailable");
        assert!(detail.contains("until you restart the server"), "{detail}");
    }
    // The process itself is alive, and reports so to supervisors that would restart a dead one.
    assert_eq!(server.get("/healthz").await.status, 200);
}
