//! Records from MSK, a self-managed Kafka, EventBridge Pipes, SNS, and DynamoDB streams. The events are AWS's published
//! examples, with orders in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use test_servers::{Redis, wait_until};

use crate::support::{Board, Function, Outcome, order, sqs};

fn kafka_record(offset: u64, value: Option<&str>) -> Value {
    json!({
        "topic": "mytopic",
        "partition": 0,
        "offset": offset,
        "timestamp": 1_545_084_650_987_u64,
        "timestampType": "CREATE_TIME",
        "key": "abcDEFghiJKLmnoPQRstuVWXyz1234==",
        "value": value.map(|value| STANDARD.encode(value)),
        "headers": [{"headerKey": [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101]}],
    })
}

fn msk(records: &[Value]) -> String {
    json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-a626-431c-9d4e-d7975eb44dd7-2",
        "bootstrapServers": "b-2.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092",
        "records": {"mytopic-0": records},
    })
    .to_string()
}

fn self_managed(records: &[Value]) -> String {
    json!({
        "eventSource": "SelfManagedKafka",
        "bootstrapServers": "b-2.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092",
        "records": {"mytopic-0": records},
    })
    .to_string()
}

/// Invokes until everything is stored, as AWS does: reconnecting may take a moment.
fn stored(function: &mut Function, batch: &str) {
    wait_until("all of it is stored", || match function.invoke(batch) {
        Outcome::Answered(answer) => answer["batchItemFailures"] == json!([]),
        Outcome::Failed(_) => false,
    });
}

fn anonymous() -> String {
    order("x").replace(r#""id":"x","#, "")
}

#[test]
fn kafka_is_read_record_by_record_whoever_runs_it() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let mut headed = kafka_record(18, Some(&anonymous()));
    let header = |name: &str, text: &str| json!({name: text.as_bytes()});
    headed["headers"] = json!([
        header("ce_specversion", "1.0"),
        header("ce_source", "/shop"),
        header("ce_id", "e1"),
    ]);
    let records = [
        kafka_record(15, Some(&order("1"))),
        kafka_record(16, None),
        kafka_record(17, Some(&anonymous())),
        headed,
        kafka_record(19, Some("rubbish")),
        json!({"topic": "mytopic", "value": "e30="}),
    ];
    for batch in [msk(&records), self_managed(&records)] {
        assert!(function.invoke(&batch).failures().is_empty());
    }
    let board = Board::open(&redis);
    assert_eq!(board.day(), (3, 375));
    for id in ["1", "mytopic:0:17/0", "/shop e1"] {
        assert!(board.knows(id), "{id}");
    }
    // Kept again with each delivery.
    assert_eq!(board.reasons(), ["malformed_json"; 4]);
    assert_eq!(board.rejects()[0].reject.source, "kafka:mytopic");
}

/// Only mappings in provisioned mode read an answer that names records; all of them understand an error.
#[test]
fn a_batch_of_kafka_that_is_not_stored_is_an_error() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let batch = msk(&[kafka_record(15, Some(&order("1")))]);
    redis.kill();
    assert!(matches!(function.invoke(&batch), Outcome::Failed(_)));
    redis.start_again();
    stored(&mut function, &batch);
    assert_eq!(Board::open(&redis).day(), (1, 125));
}

fn pipes_kinesis(number: u32, data: &str) -> Value {
    let sequence = format!("4959027198586000614986767302062893776309274558{number:02}");
    json!({
        "kinesisSchemaVersion": "1.0",
        "partitionKey": "1",
        "sequenceNumber": sequence,
        "data": STANDARD.encode(data),
        "approximateArrivalTimestamp": 1_545_084_711.166,
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("shardId-000000000006:{sequence}"),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
        "awsRegion": "us-east-2",
        "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream",
    })
}

#[test]
fn pipes_brings_kinesis_and_is_told_where_to_go_on() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let records = [
        pipes_kinesis(1, &order("1")),
        pipes_kinesis(2, "rubbish"),
        pipes_kinesis(3, &anonymous()),
    ];
    let batch = json!(records).to_string();
    redis.kill();
    let first = records[0]["sequenceNumber"].as_str().unwrap();
    assert_eq!(function.invoke(&batch).failures(), [first]);
    redis.start_again();
    stored(&mut function, &batch);
    let board = Board::open(&redis);
    assert_eq!(board.day(), (2, 250));
    let sequence = records[2]["sequenceNumber"].as_str().unwrap();
    assert!(board.knows(&format!("shardId-000000000006:{sequence}/0")));
    assert_eq!(board.rejects()[0].reject.source, "kinesis:lambda-stream");
}

#[test]
fn pipes_brings_sqs_and_is_told_of_each_message() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let message = |id: &str, body: &str| {
        json!({
            "messageId": id,
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
            "body": body,
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183"},
            "messageAttributes": {},
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
            "awsRegion": "us-east-2",
        })
    };
    let batch = json!([
        message("059f36b4-87a3-44ab-83d2-661975830a7d", &order("1")),
        message("2e1424d4-f796-459a-8184-9c92662be6da", &order("2")),
    ]);
    redis.kill();
    assert_eq!(function.invoke(&batch.to_string()).failures().len(), 2);
    redis.start_again();
    stored(&mut function, &batch.to_string());
    assert_eq!(Board::open(&redis).day(), (2, 250));
}

#[test]
fn pipes_brings_kafka() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let mut records = [
        kafka_record(15, Some(&order("1"))),
        kafka_record(16, Some(&anonymous())),
    ];
    for (record, source) in records.iter_mut().zip(["aws:kafka", "aws:kafka"]) {
        record["eventSource"] = source.into();
        record["eventSourceArn"] = "arn:aws:kafka:sa-east-1:123456789012:cluster/vpc/751d".into();
        record["eventSourceKey"] = "mytopic-0".into();
        // As in its documentation.
        record["partition"] = "0".into();
    }
    let batch = json!(records).to_string();
    for batch in [
        batch.clone(),
        batch.replace("aws:kafka", "SelfManagedKafka"),
    ] {
        assert!(function.invoke(&batch).failures().is_empty());
    }
    let board = Board::open(&redis);
    assert_eq!(board.day(), (2, 250));
    assert!(board.knows("mytopic:0:16/0"));
}

fn change(number: u32, new_image: Option<Value>) -> Value {
    let mut change = json!({
        "eventID": "1",
        "eventVersion": "1.0",
        "dynamodb": {
            "Keys": {"id": {"S": "101"}},
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "SequenceNumber": format!("11{number}"),
            "SizeBytes": 26,
        },
        "awsRegion": "us-west-2",
        "eventName": "INSERT",
        "eventSourceARN": "arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291",
        "eventSource": "aws:dynamodb",
    });
    if let Some(image) = new_image {
        change["dynamodb"]["NewImage"] = image;
    }
    change
}

fn item(id: &str) -> Value {
    json!({
        "id": {"S": id},
        "timestamp": {"S": "2018-03-11T12:00:00-04:00"},
        "gift": {"BOOL": true},
        "note": {"NULL": true},
        "tags": {"SS": ["a"]},
        "items": {"L": [{"M": {
            "sku": {"S": "A"}, "name": {"S": "Kéks \"fein\""}, "price": {"N": "1.25"}, "quantity": {"N": "1"},
        }}]},
    })
}

#[test]
fn orders_in_a_table_of_dynamodb_come_by_its_stream_and_by_pipes() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let records = [
        change(1, Some(item("1"))),
        change(2, None),
        change(3, Some(json!({"id": {"X": "?"}}))),
        change(4, Some(item("2"))),
    ];
    let mapped = json!({"Records": records}).to_string();
    redis.kill();
    assert_eq!(function.invoke(&mapped).failures(), ["111"]);
    redis.start_again();
    for batch in [mapped, json!(records).to_string()] {
        stored(&mut function, &batch);
    }
    let board = Board::open(&redis);
    assert_eq!(board.day(), (2, 250));
    assert_eq!(
        board.latest()[0],
        ("A".into(), Some("Kéks \"fein\"".into()))
    );
    assert_eq!(board.rejects()[0].reject.source, "dynamodb:TestTable");
}

/// What SNS puts into a queue unless its subscription delivers raw messages.
fn notification(id: &str, message: &str) -> String {
    json!({
        "Type": "Notification",
        "MessageId": id,
        "TopicArn": "arn:aws:sns:us-east-2:123456789012:MyTopic",
        "Subject": "My First Message",
        "Message": message,
        "Timestamp": "2012-05-02T00:54:06.655Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLEw6JRN...",
        "SigningCertURL": "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
        "UnsubscribeURL": "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe",
    })
    .to_string()
}

#[test]
fn a_notification_of_sns_in_a_queue_is_opened() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let id = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
    let event_bridge = json!({
        "version": "0", "id": "7bf73129", "detail-type": "OrderPlaced", "source": "com.example.shop",
        "time": "2018-03-11T16:00:00Z", "resources": [], "detail": serde_json::from_str::<Value>(&order("3")).unwrap(),
    });
    let bodies = [
        notification(id, &order("1")),
        notification(id, &anonymous()),
        notification("n-3", &event_bridge.to_string()),
        event_bridge.to_string(),
        notification("n-4", r#"{"hello":"world"}"#),
    ];
    let messages: Vec<(&str, &str)> = ["m-1", "m-2", "m-3", "m-4", "m-5"]
        .into_iter()
        .zip(bodies.iter().map(String::as_str))
        .collect();
    // A message without an order comes again, alone.
    assert_eq!(
        function.invoke(&sqs("orders", &messages)).failures(),
        ["m-5"]
    );
    // Another queue of the same topic.
    function.invoke(&sqs("others", &[("o-1", &bodies[1])]));
    let board = Board::open(&redis);
    assert_eq!(board.day(), (3, 375));
    assert!(board.knows(&format!("{id}/0")));
}
