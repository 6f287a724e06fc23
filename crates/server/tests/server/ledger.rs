//! The orders behind the figures, and the items in them.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer, order};

/// 2018-11-04 has 25 hours in New York.
const LONG_DAY: &str = "2018-11-04T12:00:00-05:00";

#[tokio::test]
async fn a_days_orders_are_the_documented_ones() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    let refund = order("o2", "tea", "0.50", -1).replace("10:22:45", "10:23:00.789");
    server.post("/v1/orders", JSON, refund).await;
    let cancelled = r#"{"id":7,"timestamp":"2018-03-14T09:00:00-04:00","items":[],"version":3,"status":"cancelled"}"#;
    server.post("/v1/orders", JSON, cancelled).await;
    let page = server.json("/v1/orders").await;
    let items = json!([{"sku": "tea", "name": "Item tea", "units": 2}]);
    let expected = json!({
        "items": [
            {"id": "o2", "placed_at": "2018-03-14T10:23:00-04:00", "version": 0,
             "cancelled": false, "standing": "counts", "revenue": "0.00", "returns": "0.50",
             "sums": {"returned_units": "1", "net_revenue": "-0.50", "total_sales": "-0.50",
                      "charged": "-0.50", "sales_ex_tax": "-0.50"},
             "items": []},
            {"id": "o1", "placed_at": "2018-03-14T10:22:45-04:00", "version": 0,
             "cancelled": false, "standing": "counts", "revenue": "3.98", "returns": "0.00",
             "items": items},
            {"id": "7", "placed_at": "2018-03-14T09:00:00-04:00", "version": 3,
             "cancelled": true, "standing": "cancelled", "revenue": "0.00", "returns": "0.00",
             "items": []},
        ],
        "total": 3, "offset": 0, "limit": 100,
    });
    assert_eq!(page, expected);
    let second = server.json("/v1/orders?limit=1&offset=1").await;
    assert_eq!((ids(&second), &second["total"]), (vec!["o1"], &json!(3)));
    let tea = server.json("/v1/orders?sku=tea&date=2018-03-14").await;
    assert_eq!((ids(&tea), &tea["total"]), (vec!["o1"], &json!(1)));
    assert_eq!(server.json("/v1/orders?sku=no").await["total"], 0);
    let gone = server.get("/v1/orders?date=2018-03-13").await;
    gone.problem(404, "day_not_retained");
}

/// Net is gross less discounts and returns, in every row.
#[tokio::test]
async fn an_order_that_gives_back_a_return_has_negative_returns() {
    let server = TestServer::start().await;
    let adjusted = r#"{"id":"n1","timestamp":"2018-03-14T10:22:45-04:00","items":[{"kind":"adjustment","amount":"12.34"}]}"#;
    server.post("/v1/orders", JSON, adjusted).await;
    let page = server.json("/v1/orders").await;
    let order = &page["items"][0];
    assert_eq!(
        (&order["revenue"], &order["returns"]),
        (&json!("0.00"), &json!("-12.34"))
    );
    assert_eq!(order["sums"]["net_revenue"], "12.34");
}

#[tokio::test]
async fn the_two_hours_one_are_listed_as_they_passed_each_with_its_offset() {
    let server = TestServer::start().await;
    server.set_time(LONG_DAY);
    for (id, hour) in [("a", "T01:30:00-04:00"), ("b", "T01:20:01-05:00")] {
        let placed = order(id, "tea", "1.00", 1)
            .replace("2018-03-14T10:22:45-04:00", &format!("2018-11-04{hour}"));
        server.post("/v1/orders", JSON, placed).await;
    }
    let page = server.json("/v1/orders").await;
    assert_eq!(ids(&page), ["b", "a"]);
    let placed = [0, 1].map(|index| page["items"][index]["placed_at"].clone());
    assert_eq!(
        placed,
        ["2018-11-04T01:20:01-05:00", "2018-11-04T01:30:00-04:00"]
    );
}

#[tokio::test]
async fn a_search_keeps_the_ranks() {
    let server = TestServer::start().await;
    let names = ["Kék tea", "ZÖLD TEA", "Kávé", "Tej"];
    for (units, name) in (1..).zip(names) {
        let id = format!("o{units}");
        let body = order(&id, &format!("s-{units}"), "1.00", units);
        let body = body.replace(&format!("Item s-{units}"), name);
        server.post("/v1/orders", JSON, body).await;
    }
    let found = server.json("/v1/items/popular?q=tea").await;
    let expected = json!({
        "items": [
            {"sku": "s-2", "name": "ZÖLD TEA", "units": 2, "rank": 3, "amount": null, "returned": null, "returned_amount": null},
            {"sku": "s-1", "name": "Kék tea", "units": 1, "rank": 4, "amount": null, "returned": null, "returned_amount": null},
        ],
        "total": 2, "offset": 0, "limit": 100,
    });
    assert_eq!(found, expected);
    let page = server
        .json("/v1/items/popular?q=S-&limit=1&offset=2&date=2018-03-14")
        .await;
    assert_eq!(
        (&page["items"][0]["rank"], &page["total"]),
        (&json!(3), &json!(4))
    );
    let accents = server.json("/v1/items/popular?q=z%C3%B6ld").await;
    assert_eq!(accents["items"][0]["sku"], "s-2");
    let beyond = server
        .json("/v1/items/popular?offset=18446744073709551615")
        .await;
    assert_eq!(
        (beyond["items"].as_array().map(Vec::len), &beyond["total"]),
        (Some(0), &json!(4))
    );
}

/// Amounts are those of the lines: after line discounts, but before discounts on the whole order.
#[tokio::test]
async fn items_of_a_day_say_what_they_sold_for() {
    let server = TestServer::start().await;
    let body = json!({
        "id": "1", "timestamp": "2018-03-14T10:00:00Z", "discount": "1.00",
        "items": [
            {"sku": "A", "price": "10.00", "quantity": 3, "discount": "4.50"},
            {"sku": "A", "price": "10.00", "quantity": -1},
            {"sku": "B", "price": "2.00", "quantity": 1},
            {"sku": "G", "kind": "gift_card", "price": "50.00", "quantity": 1},
        ],
    });
    server.post("/v1/orders", JSON, body.to_string()).await;
    let page = server.json("/v1/items/popular?date=2018-03-14").await;
    let expected = json!([
        {"sku": "A", "units": 3, "rank": 1, "amount": "25.50", "returned": 1, "returned_amount": "10.00"},
        {"sku": "B", "units": 1, "rank": 2, "amount": "2.00", "returned": 0, "returned_amount": "0.00"},
    ]);
    assert_eq!(
        (&page["items"], &page["amounts_from"]),
        (&expected, &json!(null))
    );
    let found = server.json("/v1/items/popular?date=2018-03-14&q=b").await;
    assert_eq!(found["items"][0]["amount"], "2.00");
}

#[tokio::test]
async fn an_item_has_a_history() {
    let server = TestServer::start().await;
    let earlier = order("o1", "a b", "5.00", 2).replace("03-14T", "03-12T");
    server.post("/v1/orders", JSON, earlier).await;
    server
        .post("/v1/orders", JSON, order("o2", "tea", "1.00", 1))
        .await;
    let history = server.json("/v1/items/history?sku=a%20b").await;
    let days = json!([{"date": "2018-03-12", "units": 2}, {"date": "2018-03-14", "units": 0}]);
    assert_eq!(
        history,
        json!({"sku": "a b", "name": "Item a b", "days": days})
    );
    let unknown = server.get("/v1/items/history?sku=TEA").await;
    unknown.problem(404, "unknown_item");
}

fn ids(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap()).collect()
}
