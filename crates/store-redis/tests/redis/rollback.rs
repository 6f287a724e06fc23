//! A replica that lacks the last writes is promoted. A source that can be read again still ends with exact figures,
//! because the store lost its position together with those writes.

use std::time::Duration;

use domain::{Known, PositionChange, fold};
use ports::Committed;
use ports::suite::{Event, Fixture, Naive, durably, learn, order, orders_of};
use test_servers::{Proxy, Redis, wait_until};

use crate::factory::store;

const SOURCE: &str = "kinesis:orders:shardId-000";

/// The content of a source, the same whenever it is read.
fn batch(number: u64) -> Vec<Event> {
    let at = format!("2018-03-11T10:{:02}:00Z", number % 60);
    (0..3)
        .map(|place| {
            let id = format!("{number}-{place}");
            let price = format!("{}.{:02}", number % 7, place + 1);
            order(&id, &at).line(&format!("S{}", number % 5), 1, &price)
        })
        .collect()
}

/// Reads the source from the store's position until this batch is committed. Returns how often the store was at another
/// position than expected.
async fn follow(it: &Fixture, at: &mut Option<String>, until: u64) -> usize {
    let (mut known, mut surprises) = (Known::default(), 0);
    loop {
        let number = at.as_ref().map_or(0, |at| at.parse().unwrap()) + 1;
        if number > until {
            return surprises;
        }
        let orders = orders_of(&it.shop, &batch(number));
        let mut commit = fold(&it.shop, &it.retention, &known, &orders).commit;
        commit.positions.push(PositionChange {
            source: SOURCE.to_owned(),
            expected: at.clone(),
            position: number.to_string(),
        });
        let answer = durably(&*it.store, &it.shop, &commit).await;
        drop(commit);
        match answer {
            Ok(Committed::Applied) => *at = Some(number.to_string()),
            Ok(Committed::Conflict(conflict)) => match conflict.positions.first() {
                Some((_, stored)) => {
                    at.clone_from(stored);
                    surprises += 1;
                }
                None => learn(&mut known, conflict),
            },
            Err(error) if error.is_retryable() => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_read_again_from_where_the_promoted_replica_stands() {
    let primary = Redis::start();
    let replica = Redis::replica_of(&primary);
    let proxy = Proxy::to(primary.port);
    let url = format!("redis://{}?wait=0&command_timeout=2s", proxy.address());
    let it = Fixture::over(store(&url).await, "default").await;
    let mut at = None;
    assert_eq!(follow(&it, &mut at, 40).await, 0);
    wait_until("the replica has what was written", || {
        let position = format!("HGET livetill:positions {SOURCE}");
        replica.ask(&position).contains("\r\n40\r\n")
    });
    assert!(replica.ask("REPLICAOF NO ONE").contains("OK"));
    assert_eq!(follow(&it, &mut at, 70).await, 0, "thirty batches it lacks");
    proxy.lead_to(replica.port);
    let surprises = follow(&it, &mut at, 100).await;
    assert_eq!(surprises, 1, "the store said once where it stands");

    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    for number in 1..=100 {
        naive.take(&batch(number));
    }
    let day = domain::BusinessDay::parse("2018-03-11").unwrap();
    assert_eq!(it.day("2018-03-11").await, naive.day(day));
    let expected = naive.popular(None).into_iter();
    let expected: Vec<_> = expected.map(|it| (it.sku, it.units)).collect();
    assert_eq!(it.leaders(None).await, expected);
}
