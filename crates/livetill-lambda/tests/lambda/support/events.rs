//! The payloads that Lambda passes to a function.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A record of a shard.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) sequence_number: String,
    pub(crate) data: Vec<u8>,
}

impl Record {
    pub(crate) fn new(number: usize, data: impl Into<Vec<u8>>) -> Record {
        Record {
            sequence_number: format!("4954511524349098501828006771497314458218{number:016}"),
            data: data.into(),
        }
    }
}

/// A batch of Kinesis.
pub(crate) fn kinesis(shard: u32, records: &[Record]) -> String {
    let record = |record: &Record| {
        json!({
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "k",
                "sequenceNumber": record.sequence_number,
                "data": STANDARD.encode(&record.data),
                "approximateArrivalTimestamp": 1_545_084_650.987,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("shardId-{shard:012}:{}", record.sequence_number),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::123456789012:role/livetill",
            "awsRegion": "eu-central-1",
            "eventSourceARN": "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
        })
    };
    let records: Vec<Value> = records.iter().map(record).collect();
    json!({ "Records": records }).to_string()
}

/// A batch of SQS, by the messages' ids and bodies.
pub(crate) fn sqs(queue: &str, messages: &[(&str, &str)]) -> String {
    let message = |(id, body): &(&str, &str)| {
        json!({
            "messageId": id,
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": body,
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:eu-central-1:123456789012:{queue}"),
            "awsRegion": "eu-central-1",
        })
    };
    let records: Vec<Value> = messages.iter().map(message).collect();
    json!({ "Records": records }).to_string()
}

/// An order of 2018-03-11 with one line of 1.25.
pub(crate) fn order(id: &str) -> String {
    json!({
        "id": id,
        "timestamp": "2018-03-11T12:00:00-04:00",
        "customer": {"email": "bob@example.com"},
        "items": [{"sku": "A", "name": "Kéks", "price": 1.25, "quantity": 1}],
    })
    .to_string()
}
