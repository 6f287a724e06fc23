use super::*;

fn kinesis(fields: &str) -> String {
    format!(
        r#"{{"eventSource":"aws:kinesis","eventID":"shardId-000000000003:495","eventSourceARN":"arn:aws:kinesis:eu-central-1:1:stream/orders",{fields}}}"#
    )
}

fn batch(records: &[String]) -> String {
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

fn body<'a>(record: &'a Record<'_>) -> Result<&'a [u8], &'static str> {
    record.body.as_deref().map_err(|damaged| damaged.detail)
}

#[test]
fn a_batch_of_kinesis() {
    let payload = batch(&[kinesis(
        r#""kinesis":{"sequenceNumber":"495","partitionKey":"k","data":"S8OpKnM="}"#,
    )]);
    let read = Invocation::read(&payload, "r").unwrap();
    assert_eq!(read.kind, Kind::Stream);
    let [record] = read.records.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(record.receipt, "495");
    assert!(matches!(&record.place, Place::Shard(it) if it == "shardId-000000000003"));
    assert_eq!(read.source, "kinesis:orders");
    assert_eq!(body(record), Ok("Ké*s".as_bytes()));
}

#[test]
fn one_damaged_record_takes_none_along() {
    let payload = batch(&[
        "7".to_owned(),
        kinesis(r#""kinesis":{"sequenceNumber":"1","data":"%%%"}"#),
        kinesis(r#""kinesis":{"sequenceNumber":"2","data":null}"#),
        kinesis(r#""kinesis":7"#),
        kinesis(r#""kinesis":{"sequenceNumber":"5","data":"e30="}"#),
    ]);
    let read = Invocation::read(&payload, "r").unwrap();
    let bodies: Vec<_> = read.records.iter().map(body).collect();
    assert_eq!(
        bodies,
        [
            Err("not a record of Kinesis"),
            Err("the record's data is not base64"),
            Ok(&b""[..]),
            Err("not a record of Kinesis"),
            Ok(&b"{}"[..]),
        ]
    );
    assert_eq!(read.records[1].receipt, "1");
}

#[test]
fn a_batch_of_sqs() {
    let message = r#"{"eventSource":"aws:sqs","messageId":"m-1","body":"{\"id\":\"K\u00e9ks\"}","eventSourceARN":"arn:aws:sqs:eu-central-1:1:orders"}"#;
    let payload = batch(&[message.to_owned()]);
    let read = Invocation::read(&payload, "r").unwrap();
    assert_eq!(read.kind, Kind::Queue);
    let record = &read.records[0];
    assert_eq!(
        (record.receipt.as_str(), read.source.as_str()),
        ("m-1", "sqs:orders")
    );
    assert!(matches!(&record.place, Place::Message(id) if id == "m-1"));
    assert_eq!(body(record), Ok(r#"{"id":"Kéks"}"#.as_bytes()));
}

#[test]
fn an_order_or_an_envelope_is_one_event() {
    for payload in [
        r#"{"detail-type":"order","id":"1","source":"s","detail":{"items":[]}}"#,
        r#"{"id":"1","timestamp":0}"#,
        r#"[{"items":[]},{"items":[]}]"#,
        r#"{"Records":null,"items":[]}"#,
    ] {
        let read = Invocation::read(payload, "request").unwrap();
        assert_eq!((read.kind, read.records.len()), (Kind::Direct, 1));
        assert_eq!(read.records[0].receipt, "request");
        assert_eq!(body(&read.records[0]), Ok(payload.as_bytes()));
    }
}

#[test]
fn what_is_not_read_is_refused_by_its_name_and_not_taken_for_done() {
    for (payload, named) in [
        (r#"{"Records":[{"eventSource":"aws:s3"}]}"#, "aws:s3"),
        (
            r#"{"Records":[{"EventSource":"aws:sns","Sns":{}}]}"#,
            "aws:sns",
        ),
        (r#"{"Records":[]}"#, "a batch without records"),
        (r#"{"Records":[7]}"#, "Records"),
        (r#"{"Records":null}"#, "Records"),
        (r#"{"Records":{}}"#, "Records"),
        (
            r#"{"records":{"t-0":[]},"eventSource":"aws:kafka"}"#,
            "Kafka without records",
        ),
        (
            r#"{"records":{"t-0":[{}]},"eventSource":"aws:mq"}"#,
            "aws:mq",
        ),
        (r#"[{"eventSource":"aws:mq","data":"e30="}]"#, "aws:mq"),
        (r#"{"id":"1"}"#, "the fields `id`"),
        ("7", "JSON that is not an object"),
    ] {
        let error = Invocation::read(payload, "r").unwrap_err().to_string();
        assert!(error.contains(named), "{payload}: {error}");
    }
}

#[test]
fn a_mixture_is_refused_as_a_whole() {
    let message = r#"{"eventSource":"aws:sqs","messageId":"m-1","body":"{}"}"#.to_owned();
    let record = kinesis(r#""kinesis":{"sequenceNumber":"1","data":"e30="}"#);
    let payload = batch(&[record, message]);
    let error = Invocation::read(&payload, "r").unwrap_err().to_string();
    assert!(
        error.contains("both `aws:kinesis` and `aws:sqs`"),
        "{error}"
    );
}

#[test]
fn a_message_without_an_order_is_told_from_a_bad_one() {
    let message = |body: &str| {
        let body = serde_json::to_string(body).unwrap();
        format!(r#"{{"eventSource":"aws:sqs","messageId":"m","body":{body}}}"#)
    };
    let bodies = [
        r#"{"Type":"Notification","MessageId":"n","TopicArn":"arn","Message":"{}"}"#,
        r#"[{"items":[]},{"orders":[]}]"#,
        r#"{"id":"1","timestamp":"no time"}"#,
        "{\"items\":[]}\n{\"items\":[]}",
        "rubbish",
        "{",
    ];
    let payload = batch(&bodies.map(message));
    let read = Invocation::read(&payload, "r").unwrap();
    let foreign = read.records.iter().map(|record| record.foreign.is_some());
    assert_eq!(
        foreign.collect::<Vec<_>>(),
        [true, true, false, false, false, false]
    );
}
