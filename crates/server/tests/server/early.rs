//! Orders of senders whose clocks are ahead.

use serde_json::json;

use crate::alerts::until;
use crate::support::{JSON, TestServer};
use crate::webhooks::{connected, day, fixture};

#[tokio::test]
async fn orders_ahead_of_their_time_are_taken_in_once_it_has_come() {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:00:00-04:00");
    let post = async |id: &str, at: &str| {
        let order = json!({"id": id, "timestamp": format!("{at}-04:00"), "items": [{"sku": "tea", "price": "2.50", "quantity": 1}]});
        server.post("/v1/orders", JSON, order.to_string()).await
    };
    let counts = async || server.json("/v1/rejects").await["counts"].clone();
    let revenue = async || server.json("/v1/board").await["today"]["revenue"].clone();
    for (id, at) in [
        ("soon", "2018-03-14T10:20:00"),
        ("later", "2018-03-14T10:50:00"),
        ("sent-again", "2018-03-14T10:51:00"),
        ("wrong-year", "2019-03-14T10:00:00"),
    ] {
        assert_eq!(post(id, at).await.status, 422, "{id}");
    }
    server.take_in_early_orders();
    // The shop allows ten minutes.
    server.set_time("2018-03-14T10:10:00-04:00");
    until("the first is counted", async || revenue().await == "2.50").await;
    assert_eq!(counts().await, json!({"in_future": 3}));
    // One that arrives meanwhile, and one that its sender corrects.
    post("new", "2018-03-14T10:50:00").await;
    post("sent-again", "2018-03-14T10:09:00").await;
    server.set_time("2018-03-14T10:45:00-04:00");
    until("the others are counted", async || {
        revenue().await == "10.00"
    })
    .await;
    until("only the wrong year is left", async || {
        counts().await == json!({"in_future": 1})
    })
    .await;
    // It is no matter of a clock.
    server.set_time("2019-03-14T10:00:00-04:00");
    post("other", "2019-03-14T10:20:00").await;
    server.set_time("2019-03-14T10:15:00-04:00");
    until("the last one is counted", async || {
        revenue().await == "2.50"
    })
    .await;
    assert_eq!(counts().await, json!({"in_future": 1}));
}

#[tokio::test]
async fn so_is_what_a_platform_delivers() {
    let server = connected().await;
    server.set_time("2026-03-30T11:40:00Z");
    // It was made at noon, by the clock of the shop.
    let order = fixture("woo-order-created-processing.json");
    let answer = server.signed("order.created", &order).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        server.json("/v1/rejects").await["counts"],
        json!({"in_future": 1})
    );
    server.take_in_early_orders();
    server.set_time("2026-03-30T11:51:00Z");
    until("it is counted", async || {
        day(&server, "2026-03-30").await["orders"] == 1
    })
    .await;
    until("nothing is left", async || {
        server.json("/v1/rejects").await["total"] == 0
    })
    .await;
    // The poll may bring it again.
    server.signed("order.updated", &order).await;
    assert_eq!(day(&server, "2026-03-30").await["orders"], 1);
}

#[tokio::test]
async fn a_shop_that_was_removed_and_added_again_begins_anew() {
    let server = TestServer::start().await;
    server.follow_roster().await;
    server.take_in_early_orders();
    let taken = async |at: [&str; 2]| {
        let body = r#"{"shop":"boutique","timezone":"UTC","currency":"EUR"}"#;
        assert_eq!(server.post("/v1/shops", JSON, body).await.status, 201);
        server.set_time(at[0]);
        let order = json!({"id": "soon", "timestamp": at[1], "items": [{"sku": "tea", "price": "2.50", "quantity": 1}]});
        let path = "/v1/orders?shop=boutique";
        let answer = server.post(path, JSON, order.to_string()).await;
        assert_eq!(answer.status, 422);
        server.set_time(at[1]);
        until("it is counted", async || {
            let board = server.json("/v1/board?shop=boutique").await;
            board["today"]["revenue"] == "2.50"
        })
        .await;
    };
    taken(["2018-03-14T15:00:00Z", "2018-03-14T15:20:00Z"]).await;
    let removed = server.send("DELETE", "/v1/shops/boutique", &[], "").await;
    assert_eq!(removed.status, 204);
    taken(["2018-03-14T16:00:00Z", "2018-03-14T16:20:00Z"]).await;
}
