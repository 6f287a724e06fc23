//! A week of orders in which everything goes wrong: four shards, batches delivered twice, lost answers, a store that
//! goes away, a function that is killed. The board equals the generator's figures.

use std::collections::HashMap;
use std::time::Duration;

use jiff::tz::TimeZone;
use sample_orders::{
    Event, FaultSettings, Faults, History, Malformed, Order, Period, Settings, Truth,
};
use test_servers::Redis;

use crate::support::{Board, Function, Record, kinesis};

/// The end of the week: 2018-03-11, after the hour that New York's clocks skipped.
const NOW_MS: i64 = 1_520_784_000_000;
const ORDERS: u64 = 6_000;
const SHARDS: usize = 4;
const BATCH: usize = 100;

/// A shard as its event source mapping sees it.
#[derive(Default)]
struct Shard {
    records: Vec<Record>,
    /// The first record that is not done.
    next: usize,
}

impl Shard {
    fn is_done(&self) -> bool {
        self.next == self.records.len()
    }

    fn batch(&self) -> &[Record] {
        let end = self.records.len().min(self.next + BATCH);
        &self.records[self.next..end]
    }

    /// Continues after the batch, or at the record that the answer names.
    fn go_on(&mut self, failures: &[&str]) {
        let records = self.batch().len();
        let failed = failures.first().map(|failed| {
            let batch = self.batch().iter();
            batch
                .map(|record| record.sequence_number.as_str())
                .position(|name| name == *failed)
        });
        // A name that is not in the batch fails the whole batch.
        self.next += failed.map_or(records, Option::unwrap_or_default);
    }
}

#[test]
fn a_bad_week_gives_the_generators_own_figures() {
    let (truth, mut shards) = week();
    let mut redis = Redis::durable();
    let mut function = Function::start(&redis);
    let (mut invocations, mut failed) = (0_u32, 0_u32);
    while let Some(number) = shards.iter().position(|shard| !shard.is_done()) {
        // Shards take turns, so their orders overtake each other.
        let open = (0..SHARDS).map(|turn| (invocations as usize + turn) % SHARDS);
        let number = { open }
            .find(|number| !shards[*number].is_done())
            .unwrap_or(number);
        let batch = kinesis(number.try_into().unwrap(), shards[number].batch());
        invocations += 1;
        match invocations % 20 {
            7 => redis.kill(),
            // Some invocations later, so that several shards are affected.
            11 => redis.start_again(),
            13 => {
                // Killed at some point of its work; Lambda starts another one with the same batch.
                function.begin(&batch, Duration::from_secs(60));
                std::thread::sleep(Duration::from_millis(u64::from(invocations % 7)));
                function.kill();
                function = Function::start(&redis);
            }
            _ => {}
        }
        let outcome = function.invoke(&batch);
        let failures = outcome.failures();
        failed += u32::from(!failures.is_empty());
        // Every third answer is lost: the whole batch comes again.
        if invocations % 3 != 0 || !failures.is_empty() {
            shards[number].go_on(&failures);
        }
        if !failures.is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    // Then everything once more, in other batches.
    if invocations % 20 >= 7 && invocations % 20 < 11 {
        redis.start_again();
    }
    for (number, shard) in shards.iter().enumerate() {
        for records in shard.records.chunks(3 * BATCH + 1) {
            let batch = kinesis(number.try_into().unwrap(), records);
            while !function.invoke(&batch).failures().is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
    assert!(
        failed > 3,
        "the store was away in {failed} of {invocations} invocations"
    );
    let board = Board::open(&redis);
    board.assert_is(&truth);
    let reasons = board.reasons();
    for (reason, count) in &truth.counts().rejected {
        let found = reasons.iter().filter(|found| *found == reason).count();
        // A batch that comes again brings its rejects again.
        assert!(found as u64 >= *count, "{reason}: {found} of {count}");
    }
}

/// A week with faults, spread over the shards, and its figures.
fn week() -> (Truth, Vec<Shard>) {
    let zone = TimeZone::get("America/New_York").unwrap();
    let settings = Settings::new(5, zone.clone());
    let period = Period {
        now_ms: NOW_MS,
        days: 7,
        orders: ORDERS,
    };
    let history = History::new(&settings, period).unwrap();
    let mut faults = FaultSettings::new(5);
    faults.within_ms = history.start_ms()..NOW_MS;
    let events: Vec<Event> = Faults::new(faults).over(history).collect();
    let by_content = orders_by_content(&events);
    let mut truth = Truth::new(zone, 2);
    let mut shards: Vec<Shard> = Vec::new();
    shards.resize_with(SHARDS, Shard::default);
    for (number, event) in events.iter().enumerate() {
        let mut line = Vec::new();
        event.write_line(&mut line);
        let shard = number * 7 % 13 % SHARDS;
        let record = Record::new(number, line);
        match event {
            // The stream gives it an identity, so it is an order like any other.
            Event::Malformed {
                kind: Malformed::NoId,
                line,
            } => {
                let mut order = by_content[&content(line)].clone();
                order.id = format!("shardId-{shard:012}:{}/0", record.sequence_number);
                truth.observe(&Event::Order(order));
            }
            event => drop(truth.observe(event)),
        }
        shards[shard].records.push(record);
    }
    assert!(truth.counts().duplicates > 0 && !truth.counts().rejected.is_empty());
    (truth, shards)
}

fn orders_by_content(events: &[Event]) -> HashMap<String, Order> {
    let orders = events.iter().filter_map(|event| match event {
        Event::Order(order) => Some((content(order.to_json().as_bytes()), order.clone())),
        Event::Malformed { .. } => None,
    });
    orders.collect()
}

/// An order's line from its time on, without the id before it.
fn content(line: &[u8]) -> String {
    let line = String::from_utf8(line.to_vec()).unwrap();
    line[line.find("\"timestamp\"").unwrap()..].to_owned()
}
