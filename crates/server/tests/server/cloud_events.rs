//! Orders in CloudEvents.

use serde_json::{Value, json};

use crate::support::{TestServer, order};

const ONE: &str = "application/cloudevents+json; charset=UTF-8";
const BATCH: &str = "application/cloudevents-batch+json";

fn cloud_event(id: &str, mut data: Value) -> Value {
    let fields = data.as_object_mut().unwrap();
    fields.remove("id");
    let time = fields.remove("timestamp");
    json!({
        "specversion": "1.0", "type": "example.order.placed", "source": "https://shop.example",
        "id": id, "time": time, "datacontenttype": "application/json", "data": data,
    })
}

fn data() -> Value {
    let mut order: Value = serde_json::from_str(&order("x", "tea", "1.50", 2)).unwrap();
    // Envelopes only accept times in RFC 3339.
    let placed = order["timestamp"].clone();
    if let Some(seconds) = placed.as_i64() {
        let at = domain::Timestamp::parse_number(&seconds.to_string()).unwrap();
        order["timestamp"] = at.rfc3339_utc().into();
    }
    order
}

#[tokio::test]
async fn they_count_once_by_source_and_id() {
    let server = TestServer::start().await;
    let event = cloud_event("1", data());
    for accepted in [1, 0] {
        let answer = server.post("/v1/orders", ONE, event.to_string()).await;
        assert_eq!(answer.json()["accepted"], accepted);
    }
    let batch = json!([event, cloud_event("2", data()), cloud_event("3", json!({}))]);
    let answer = server.post("/v1/orders", BATCH, batch.to_string()).await;
    let answer = answer.json();
    assert_eq!(
        (&answer["accepted"], &answer["duplicates"]),
        (&1.into(), &1.into())
    );
    assert_eq!(answer["rejected"][0]["index"], 2);
    assert_eq!(answer["rejected"][0]["id"], "https://shop.example 3");
    assert_eq!(server.json("/v1/board").await["today"]["revenue"], "6.00");
}
