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
    assert_eq!(record.shard.as_deref(), Some("shardId-000000000003"));
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
    assert_eq!(record.shard, None);
    assert_eq!(body(record), Ok(r#"{"id":"Kéks"}"#.as_bytes()));
}

#[test]
fn anything_else_is_one_event() {
    for payload in [
        r#"{"detail-type":"order","detail":{}}"#,
        r#"{"id":"1"}"#,
        "7",
        r#"{"Records":null}"#,
    ] {
        let read = Invocation::read(payload, "request").unwrap();
        assert_eq!((read.kind, read.records.len()), (Kind::Direct, 1));
        assert_eq!(read.records[0].receipt, "request");
        assert_eq!(body(&read.records[0]), Ok(payload.as_bytes()));
    }
}

#[test]
fn records_of_others_are_refused_and_not_taken_for_done() {
    for record in [
        r#"{"eventSource":"aws:s3"}"#,
        r#"{"EventSource":"aws:sns"}"#,
        "7",
        "",
    ] {
        let payload = format!(r#"{{"Records":[{record}]}}"#);
        Invocation::read(&payload, "r").unwrap_err();
    }
}
