//! Batches of a stream.

use std::time::Duration;
use test_servers::Redis;

use crate::support::{Board, Function, Outcome, Record, kinesis, order};

#[test]
fn a_batch_is_stored_and_counts_once() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let batch = kinesis(0, &[1, 2, 3].map(|n| Record::new(n, order(&n.to_string()))));
    for _ in 0..3 {
        assert!(function.invoke(&batch).failures().is_empty());
    }
    // The producer sends the same orders again: new records, the same ids.
    let again = kinesis(
        1,
        &[4, 5, 6].map(|n| Record::new(n, order(&(n - 3).to_string()))),
    );
    assert!(function.invoke(&again).failures().is_empty());
    let board = Board::open(&redis);
    assert_eq!(board.day(), (3, 375));
    assert_eq!(board.latest()[0], ("A".into(), Some("Kéks".into())));
    assert!(board.rejects().is_empty());
}

#[test]
fn an_order_without_an_id_is_the_record_it_came_in() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let anonymous = order("x").replace(r#""id":"x","#, "");
    let records = [1, 2].map(|n| Record::new(n, anonymous.clone()));
    for shard in [7, 7, 8] {
        function.invoke(&kinesis(shard, &records));
    }
    // Redelivered in another batch.
    function.invoke(&kinesis(7, &records[1..]));
    let board = Board::open(&redis);
    assert_eq!(board.day(), (4, 500));
    let place = format!("shardId-000000000007:{}/0", records[0].sequence_number);
    assert!(board.knows(&place));
}

#[test]
fn poison_goes_to_the_rejects_and_never_fails_the_batch() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let poison: [(&[u8], &str); 8] = [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"\xff\xfe\x00", "malformed_json"),
        (b"null", "malformed_json"),
        (b"\xf3\x89\x9a\xc2cut", "malformed_json"),
        (br#"{"id":"p","timestamp":1520784000}"#, "no_items"),
        (
            br#"{"id":"p","timestamp":99999999999,"items":[{"sku":"A","price":1,"quantity":1}]}"#,
            "in_future",
        ),
        (
            br#"{"id":"p","timestamp":1520784000,"items":[{"sku":"A","price":1,"quantity":0}]}"#,
            "invalid_quantity",
        ),
    ];
    let mut records = Vec::new();
    for (number, (data, _)) in poison.iter().enumerate() {
        records.push(Record::new(2 * number, *data));
        records.push(Record::new(2 * number + 1, order(&number.to_string())));
    }
    assert!(function.invoke(&kinesis(0, &records)).failures().is_empty());
    let board = Board::open(&redis);
    assert_eq!(board.day(), (8, 1000));
    assert_eq!(board.reasons(), poison.map(|(_, reason)| reason));
    let source = &board.rejects()[0].reject.source;
    assert_eq!(source, "kinesis:orders");
}

#[test]
fn a_record_that_lambda_itself_damaged_takes_none_along() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let records = [1, 2, 3].map(|n| Record::new(n, order(&n.to_string())));
    let batch = kinesis(0, &records);
    let (head, tail) = batch.split_at(batch.find(r#""data":""#).unwrap() + 8);
    assert!(
        function
            .invoke(&format!("{head}%{tail}"))
            .failures()
            .is_empty()
    );
    let board = Board::open(&redis);
    assert_eq!(board.day(), (2, 250));
    assert_eq!(board.reasons(), ["malformed_json"]);
}

#[test]
fn while_the_store_is_away_the_shard_waits_at_its_first_record() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let records = [1, 2, 3].map(|n| Record::new(n, order(&n.to_string())));
    assert!(
        function
            .invoke(&kinesis(0, &records[..1]))
            .failures()
            .is_empty()
    );
    redis.kill();
    let batch = kinesis(0, &records);
    for _ in 0..3 {
        let outcome = function.invoke(&batch);
        assert_eq!(outcome.failures(), [records[0].sequence_number.as_str()]);
    }
    redis.start_again();
    // The process is the same, because it did not fail. It tries again after its pause.
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !function.invoke(&batch).failures().is_empty() {
        assert!(
            std::time::Instant::now() < deadline,
            "it finds the store again"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(Board::open(&redis).day(), (3, 375));
}

#[test]
fn a_store_that_does_not_answer_in_time_is_away_too() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let record = Record::new(1, order("1"));
    let batch = kinesis(0, std::slice::from_ref(&record));
    function.invoke(&kinesis(0, &[Record::new(0, order("0"))]));
    // Scripts and writes wait as long as clients are paused.
    redis.ask("CLIENT PAUSE 60000 WRITE");
    let outcome = function.invoke_within(&batch, Duration::from_millis(900));
    assert_eq!(outcome.failures(), [record.sequence_number.as_str()]);
    redis.ask("CLIENT UNPAUSE");
    assert!(function.invoke(&batch).failures().is_empty());
    assert_eq!(Board::open(&redis).day(), (2, 250));
}

#[test]
fn a_connection_that_died_between_invocations_is_opened_again_within_the_next() {
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    function.invoke(&kinesis(0, &[Record::new(1, order("1"))]));
    // Lambda freezes the process. Meanwhile the server restarts and forgets its scripts.
    function.signal("STOP");
    redis.kill();
    redis.start_again();
    function.signal("CONT");
    let outcome = function.invoke(&kinesis(0, &[Record::new(2, order("2"))]));
    assert!(outcome.failures().is_empty());
    assert_eq!(Board::open(&redis).day(), (2, 250));
}

#[test]
fn between_invocations_the_store_hears_nothing() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let before = connections(&redis);
    let batch = kinesis(0, &[Record::new(1, order("1"))]);
    function.invoke(&batch);
    // One connection for writing and one for reading; none that listens or polls.
    assert_eq!(connections(&redis) - before, 2);
    let commands = commands(&redis);
    std::thread::sleep(Duration::from_millis(2_500));
    // Only the query itself was added.
    assert_eq!(self::commands(&redis), commands + 2);
    function.invoke(&batch);
    assert_eq!(connections(&redis) - before, 2, "the connections are kept");
}

fn connections(redis: &Redis) -> u64 {
    figure(redis, "connected_clients:")
}

fn commands(redis: &Redis) -> u64 {
    figure(redis, "total_commands_processed:")
}

fn figure(redis: &Redis, name: &str) -> u64 {
    let info = redis.ask("INFO");
    let (_, rest) = info.split_once(name).unwrap();
    rest.lines().next().unwrap().trim().parse().unwrap()
}

#[test]
fn batches_of_something_else_are_an_error_and_not_done() {
    let redis = Redis::durable();
    let mut function = Function::start(&redis);
    let batch = r#"{"Records":[{"eventSource":"aws:s3","s3":{}}]}"#;
    let Outcome::Failed(error) = function.invoke(batch) else {
        panic!("it took what it cannot read")
    };
    assert!(error.contains("aws:s3"), "{error}");
}
