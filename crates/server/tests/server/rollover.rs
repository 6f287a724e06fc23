//! The day ends at the shop's midnight.

use serde_json::{Value, json};

use crate::support::{JSON, NDJSON, Socket, TestServer, order};

#[tokio::test]
async fn the_day_rolls_over_on_open_dashboards_with_no_order_arriving() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "5.00", 1))
        .await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer
        .until(|state| state.get("today").is_some_and(|today| today["orders"] == 1))
        .await;
    let mut tokyo = Socket::open(&server, "/v1/live?shop=acme").await;
    assert_eq!(tokyo.next().await["date"], "2018-03-14");

    // It is 1 a.m. on the 15th in Tokyo, and still the 14th in New York.
    server.set_time("2018-03-14T12:00:00-04:00");
    tokyo.until(|state| state["date"] == "2018-03-15").await;
    viewer
        .until(|state| state["as_of"] == "2018-03-14T12:00:00.000-04:00")
        .await;
    assert_eq!(viewer.state["date"], "2018-03-14");
    assert_eq!(viewer.state["today"]["orders"], 1);

    server.set_time("2018-03-15T00:00:00-04:00");
    viewer.until(|state| state["date"] == "2018-03-15").await;
    // All in one message, not first the date and later the figures.
    assert_eq!(viewer.state["today"]["orders"], 0);
    assert_eq!(viewer.state["popular_today"], json!([]));
    assert_eq!(viewer.state["pulse"]["minutes"], json!([]));
    assert_eq!(viewer.state["revenue"][6]["date"], "2018-03-15");
    assert_eq!(viewer.state["revenue"][5]["total"], "5.00");
    assert_eq!(viewer.state["popular"][0]["units"], 1, "all-time stays");
    assert_eq!(server.json("/v1/board").await["date"], "2018-03-15");
}

#[tokio::test]
async fn the_comparison_moves_with_the_minute() {
    let server = TestServer::start().await;
    let yesterday = order("o1", "tea", "5.00", 1).replace("03-14T10:22", "03-13T10:30");
    server.post("/v1/orders", JSON, yesterday).await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer
        .until(|state| state.get("popular").is_some_and(|it| it[0].is_object()))
        .await;
    assert_eq!(
        viewer.state["comparison"]["yesterday"]["orders"], 0,
        "not yet at 10:23"
    );
    server.set_time("2018-03-14T10:31:00-04:00");
    viewer
        .until(|state| state["comparison"]["yesterday"]["orders"] == 1)
        .await;
    assert_eq!(viewer.state["comparison"]["yesterday"]["revenue"], "5.00");
    let board = server.json("/v1/board").await;
    assert_eq!(board["comparison"], viewer.state["comparison"]);
}

#[tokio::test]
async fn the_places_of_the_day_before_are_read_once_for_all() {
    let server = TestServer::start().await;
    let before =
        |id, sku, units| order(id, sku, "1.00", units).replace("03-14T10:22", "03-13T10:30");
    let orders = [
        before("1", "tea", 5),
        before("2", "cup", 3),
        order("3", "cup", "1.00", 2),
        order("4", "pot", "1.00", 1),
    ];
    let lines = orders.join("\n");
    assert_eq!(server.post("/v1/orders", NDJSON, lines).await.status, 200);
    let mut viewer = Socket::open(&server, "/v1/live").await;
    let places = |items: Option<&Value>| {
        let items = items.and_then(Value::as_array).cloned();
        let items = items.unwrap_or_default();
        let places = items.iter().map(|item| item["place_before"].clone());
        places.collect::<Vec<Value>>()
    };
    viewer
        .until(|state| places(state.get("popular_today")) == [2, 0])
        .await;
    let reads = server.store.leaderboard_reads();
    server
        .post("/v1/orders", JSON, order("5", "tea", "1.00", 4))
        .await;
    viewer
        .until(|state| places(state.get("popular_today")) == [1, 2, 0])
        .await;
    for _ in 0..20 {
        Socket::open(&server, "/v1/live").await.next().await;
        assert_eq!(
            places(server.json("/v1/board").await.get("popular_today")),
            [1, 2, 0]
        );
    }
    assert_eq!(server.store.leaderboard_reads(), reads);

    // At midnight the past day becomes the one to compare with, and is read once more.
    server.set_time("2018-03-15T00:00:00-04:00");
    viewer.until(|state| state["date"] == "2018-03-15").await;
    let next = order("6", "pot", "1.00", 1).replace("03-14T10:22", "03-15T00:00");
    server.set_time("2018-03-15T00:01:00-04:00");
    server.post("/v1/orders", JSON, next).await;
    viewer
        .until(|state| places(state.get("popular_today")) == [3])
        .await;
    assert_eq!(server.store.leaderboard_reads(), reads + 1);
    // A past day is compared with the day before it; nothing was sold before the first day.
    assert_eq!(
        places(
            server
                .json("/v1/board?date=2018-03-14")
                .await
                .get("popular_today")
        ),
        [1, 2, 0]
    );
    let first = server.json("/v1/board?date=2018-03-13").await;
    assert_eq!(
        places(first.get("popular_today")),
        [Value::Null, Value::Null]
    );
}
