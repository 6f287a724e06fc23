//! Envelopes of orders: CloudEvents, EventBridge, and the original design's own events.

use serde_json::{Value, json};
use test_servers::Redis;

use crate::support::{Board, Function, Outcome, Record, kinesis, order, sqs};

/// The original design's `lambda/event.json` in its own form, with an order like its `order.json`: customers and
/// addresses, a time in milliseconds, no id; spread over several lines.
fn original(name: &str) -> String {
    let order = json!({
        "customer": {"email": "bob@notanemail.com", "firstName": "Bob", "lastName": "Jones"},
        "billingAddress": {"address1": "123 Main St", "city": "Anywhere", "state": "CA"},
        "currency": "USD",
        "timestamp": 1_520_784_123_238_u64,
        "items": [
            {"sku": "123456789", "name": name, "price": 2.99, "quantity": 1},
            {"sku": "123456788", "name": "Peanut Butter Cookie (2-pack)", "price": 5.99, "quantity": 2},
            {"sku": "123456787", "name": "Deluxe Chocolate Brownie", "price": 6.99, "quantity": 1},
        ],
    });
    serde_json::to_string_pretty(&order).unwrap()
}

#[test]
fn the_original_designs_event_is_read_as_it_was_meant() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let records = [Record::new(1, original("Kéks"))];
    for _ in 0..2 {
        assert!(function.invoke(&kinesis(0, &records)).failures().is_empty());
    }
    let board = Board::open(&redis);
    // In 2018, not in the year 50194, and only once.
    assert_eq!(board.day(), (1, 2196));
    assert_eq!(board.latest()[2], ("123456789".into(), Some("Kéks".into())));
    assert_eq!(redis.ask("GET orders:20180311"), "$1\r\n1\r\n+OK\r\n");
    let revenue = redis.ask("HGET sales:revenue:20180311 12");
    assert_eq!(revenue, "$5\r\n21.96\r\n+OK\r\n");
    for key in ["customer", "bob@notanemail.com", "Main St"] {
        assert!(!redis.ask("HGETALL livetill:state").contains(key));
    }
}

#[test]
fn its_producer_writes_seconds_as_text() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let event =
        r#"{"timestamp":"1520784000","items":[{"sku":"1","name":"n","price":1.99,"quantity":3}]}"#;
    function.invoke(&kinesis(0, &[Record::new(1, event)]));
    assert_eq!(Board::open(&redis).day(), (1, 597));
}

fn cloud_event(id: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0",
        "id": id,
        "source": "https://shop.example/orders",
        "type": "example.order.placed",
        "time": "2018-03-11T12:00:00-04:00",
        "datacontenttype": "application/json",
        "data": data,
    })
}

fn bare() -> Value {
    json!({"items": [{"sku": "A", "name": "Kéks", "price": "1.25", "quantity": 1}]})
}

#[test]
fn cloud_events_give_an_order_its_identity_and_time() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let mut other = cloud_event("1", &bare());
    other["source"] = "https://other.example/orders".into();
    let own: Value = serde_json::from_str(&order("own")).unwrap();
    let events = [
        cloud_event("1", &bare()),
        cloud_event("1", &bare()),
        other,
        cloud_event("2", &own),
        cloud_event("3", &own),
    ];
    let records: Vec<Record> = events
        .iter()
        .zip(1..)
        .map(|(event, n)| Record::new(n, event.to_string()))
        .collect();
    function.invoke(&kinesis(0, &records));
    // The same events through another source.
    function.invoke(&sqs("orders", &[("m-1", &events[0].to_string())]));
    function.invoke(&events[0].to_string());
    let board = Board::open(&redis);
    assert_eq!(board.day(), (3, 375));
    for id in [
        "https://shop.example/orders 1",
        "https://other.example/orders 1",
        "own",
    ] {
        assert!(board.knows(id), "{id}");
    }
}

fn event_bridge(id: &str) -> String {
    json!({
        "version": "0",
        "id": id,
        "detail-type": "OrderPlaced",
        "source": "com.example.shop",
        "account": "123456789012",
        "time": "2018-03-11T16:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": bare(),
    })
    .to_string()
}

#[test]
fn event_bridge_invokes_with_one_event_or_through_a_queue() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let event = event_bridge("7bf73129-1428-4cd3-a780-95db273d1602");
    for _ in 0..2 {
        assert!(function.invoke(&event).failures().is_empty());
    }
    function.invoke(&sqs(
        "orders",
        &[("m-1", &event), ("m-2", &event_bridge("8"))],
    ));
    assert_eq!(Board::open(&redis).day(), (2, 250));
    // An answer cannot name it; Lambda retries an event whose invocation failed.
    redis.kill();
    let Outcome::Failed(error) = function.invoke(&event_bridge("9")) else {
        panic!("it was not stored")
    };
    assert!(error.contains(r#""errorType":"NotStored""#), "{error}");
    assert!(error.matches("os error").count() < 2, "{error}");
    redis.start_again();
}

#[test]
fn an_order_alone_is_taken_as_well() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    assert!(function.invoke(&original("Kéks")).failures().is_empty());
    let bad = r#"{"id":"bad","timestamp":"no time","items":[]}"#;
    assert!(function.invoke(bad).failures().is_empty());
    let board = Board::open(&redis);
    assert_eq!(board.day(), (1, 2196));
    assert_eq!(board.reasons(), ["invalid_timestamp"]);
}

/// After an answer AWS would forget the event; after an error it retries, and finally reports it.
#[test]
fn an_invocation_that_is_not_understood_fails_and_is_named() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let encoded = "eyJpZCI6IjEifQ==";
    let queue = json!({
        "eventSource": "aws:mq",
        "eventSourceArn": "arn:aws:mq:eu-central-1:123456789012:broker:shop:b-0a1b2c3d",
        "messages": [{"messageID": "ID:1", "messageType": "jms/text-message", "data": encoded}],
    });
    let pipes = json!([{"eventSource": "aws:mq", "messageID": "ID:1", "data": encoded}]);
    let scheduled = json!({
        "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events",
        "time": "2018-03-11T16:00:00Z", "resources": [], "detail": {},
    });
    let mut old = cloud_event("1", &bare());
    old["specversion"] = "0.3".into();
    let mut nobodys = cloud_event("1", &bare());
    nobodys["source"] = "".into();
    let mut text = cloud_event("1", &json!("text"));
    text["datacontenttype"] = "text/plain".into();
    for (payload, named) in [
        (queue, "aws:mq"),
        (pipes, "aws:mq"),
        (scheduled, "Scheduled Event"),
        (old, "specversion"),
        (nobodys, "source"),
        (text, "example.order.placed"),
        (json!({"Records": []}), "without records"),
        (json!("rubbish"), "not an object"),
        (
            json!({"body": bare().to_string(), "httpMethod": "POST"}),
            "httpMethod",
        ),
    ] {
        let Outcome::Failed(error) = function.invoke(&payload.to_string()) else {
            panic!("it was taken for done: {payload}")
        };
        assert!(error.contains(named), "{error}");
        assert!(error.contains(r#""errorType":"NotUnderstood""#), "{error}");
        assert!(!error.contains(encoded), "{error}");
    }
    let board = Board::open(&redis);
    assert_eq!(board.day(), (0, 0));
    assert!(board.rejects().is_empty());
}
