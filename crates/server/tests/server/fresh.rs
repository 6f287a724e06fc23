//! How fresh the figures are.

use serde_json::{Value, json};

use crate::support::{JSON, MORNING, Socket, TestServer, order};

#[tokio::test]
async fn each_update_with_orders_says_when_they_were_accepted() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    let first = viewer.next().await;
    assert_eq!(first["fresh"], Value::Null, "nothing came since the start");
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    let update = viewer.next().await;
    assert_eq!(update["fresh"], json!({"accepted_at": MORNING}));
    let later = "2018-03-14T10:23:50.250-04:00";
    server.set_time(later);
    server
        .post("/v1/orders", JSON, order("o2", "tea", "1.00", 1))
        .await;
    viewer.until(|state| state["today"]["orders"] == 2).await;
    assert_eq!(viewer.state["fresh"]["accepted_at"], later);
    assert_eq!(
        server.json("/v1/board").await["fresh"]["accepted_at"],
        later
    );
}

#[tokio::test]
async fn what_the_board_does_not_show_makes_it_no_fresher() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer
        .until(|state| {
            let fresh = state.get("fresh");
            fresh.is_some_and(|fresh| fresh["accepted_at"] == MORNING)
        })
        .await;
    server.set_time("2018-03-14T10:23:55-04:00");
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    server.post("/v1/orders", JSON, r#"{"id":"bad"}"#).await;
    let beat = "2018-03-14T10:23:55.000-04:00";
    while viewer.state["as_of"] != beat {
        let message = viewer.next().await;
        assert!(message.get("fresh").is_none(), "{message}");
    }
    assert_eq!(
        server.json("/v1/board").await["fresh"]["accepted_at"],
        MORNING
    );
    server.set_time("2018-03-15T00:00:00-04:00");
    viewer.until(|state| state["date"] == "2018-03-15").await;
    assert_eq!(viewer.state["fresh"]["accepted_at"], MORNING);
    let past = server.json("/v1/board?date=2018-03-14").await;
    assert_eq!(past["fresh"], Value::Null);
}
