//! Batches of SQS.

use test_servers::Redis;

use crate::support::{Board, Function, order, sqs};

#[test]
fn messages_are_stored_and_failures_named_one_by_one() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let orders = ["1", "2"].map(order);
    let batch = sqs(
        "orders",
        &[("m-1", &orders[0]), ("m-2", "rubbish"), ("m-3", &orders[1])],
    );
    assert!(function.invoke(&batch).failures().is_empty());
    redis.kill();
    assert_eq!(function.invoke(&batch).failures(), ["m-1", "m-2", "m-3"]);
    redis.start_again();
    let board = Board::open(&redis);
    assert_eq!(board.day(), (2, 250));
    assert_eq!(board.reasons(), ["malformed_json"]);
    assert_eq!(board.rejects()[0].reject.source, "sqs:orders");
}

#[test]
fn a_message_is_the_identity_of_an_order_without_one() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let anonymous = order("x").replace(r#""id":"x","#, "");
    for _ in 0..2 {
        function.invoke(&sqs("orders", &[("m-1", &anonymous), ("m-2", &anonymous)]));
    }
    assert_eq!(Board::open(&redis).day(), (2, 250));
}

#[test]
fn a_queue_belongs_to_its_shop() {
    let redis = Redis::durable();
    let shops =
        r#"{"acme":{"sources":["orders-acme"],"timezone":"Europe/Budapest","currency":"EUR"}}"#;
    let mut function = Function::with(&[
        ("LIVETILL_STORE", &redis.url()),
        ("LIVETILL_TIMEZONE", "America/New_York"),
        ("LIVETILL_SHOPS", shops),
    ]);
    function.invoke(&sqs("orders-acme", &[("m-1", &order("1"))]));
    function.invoke(&sqs(
        "orders",
        &[("m-2", &order("1")), ("m-3", &order("2"))],
    ));
    let acme = domain::Shop::new("acme", "Europe/Budapest", "EUR").unwrap();
    assert_eq!(Board::of(&redis, acme).day(), (1, 125));
    assert_eq!(Board::open(&redis).day(), (2, 250));
}

#[test]
fn a_message_in_which_there_is_no_order_comes_again_and_takes_none_along() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let notification = r#"{"Type":"Notification","MessageId":"n-1","TopicArn":"arn:aws:sns:eu-central-1:1:orders","Message":"{}"}"#;
    let batch = sqs(
        "orders",
        &[
            ("m-1", notification),
            ("m-2", &order("1")),
            ("m-3", "rubbish"),
        ],
    );
    assert_eq!(function.invoke(&batch).failures(), ["m-1"]);
    let board = Board::open(&redis);
    assert_eq!(board.day(), (1, 125));
    assert_eq!(board.reasons(), ["malformed_json"]);
    let (_, log) = function.kill();
    assert!(log.contains("an empty object"), "{log}");
}
