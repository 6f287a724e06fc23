//! The function is killed in the middle of its work, and its batch comes again.

use std::time::Duration;
use test_servers::Redis;

use crate::support::{Board, Function, Record, kinesis, order};

#[test]
fn a_function_that_was_killed_leaves_all_of_a_batch_or_nothing() {
    let redis = Redis::durable();
    let records: Vec<Record> = (0..2_000)
        .map(|n| Record::new(n, order(&n.to_string())))
        .collect();
    let batch = kinesis(0, &records);
    let board = Board::open(&redis);
    for pause in [0, 2, 5, 10, 20, 40, 80] {
        let mut function = Function::start(&redis);
        function.begin(&batch, Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(pause));
        function.kill();
        let (orders, revenue) = board.day();
        assert!(orders == 0 || orders == 2_000, "{orders}");
        assert_eq!(revenue, orders * 125);
    }
    let mut function = Function::start(&redis);
    assert!(function.invoke(&batch).failures().is_empty());
    assert_eq!(board.day(), (2_000, 250_000));
}
