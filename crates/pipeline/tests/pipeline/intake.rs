//! One committer for many callers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::{Shop, Timestamp};
use pipeline::{BodyFormat, Decoded, Intake, IntakeError, decode_body};
use ports::{ErrorKind, Ledger};
use tokio::task::JoinSet;

use crate::memory_store::MemoryStore;

fn start(store: &Arc<MemoryStore>) -> Intake {
    let shop = Arc::new(Shop::new("shop", "UTC", "USD").unwrap());
    let store: Arc<dyn Ledger> = store.clone();
    Intake::start(shop, store)
}

fn order(intake: &Intake, id: usize) -> Decoded {
    let event = format!(
        r#"{{"id":{id},"timestamp":1520776000,"items":[{{"sku":"A","price":1,"quantity":1}}]}}"#
    );
    let now = Timestamp::from_millis(1_520_776_000_000);
    decode_body(
        intake.shop(),
        now,
        "http",
        BodyFormat::Json,
        None,
        event.as_bytes(),
    )
}

/// Lets every task run until all of them wait.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn what_arrives_during_a_commit_is_the_next_batch() {
    let store = Arc::new(MemoryStore::gated());
    let intake = start(&store);
    let mut callers = JoinSet::new();
    for id in 0..1_000 {
        let intake = intake.clone();
        callers.spawn(async move { intake.submit(order(&intake, id)).await.unwrap() });
        if id == 0 {
            // The first commit is in flight when the others arrive.
            settle().await;
        }
    }
    settle().await;
    store.gate.add_permits(2);
    let summaries = callers.join_all().await;
    assert!(
        summaries
            .iter()
            .all(|summary| summary.accepted == 1 && summary.rejected.is_empty())
    );
    assert_eq!(store.commits(), [1, 999]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_caller_hears_of_its_own_order() {
    let store = Arc::new(MemoryStore::default());
    let intake = start(&store);
    let mut callers = JoinSet::new();
    for caller in 0..200_usize {
        let intake = intake.clone();
        // Four callers send each order: for one of them it is new.
        callers.spawn(async move { intake.submit(order(&intake, caller / 4)).await.unwrap() });
    }
    let summaries = callers.join_all().await;
    let sum = |count: fn(&pipeline::Summary) -> u64| summaries.iter().map(count).sum::<u64>();
    assert_eq!((sum(|s| s.accepted), sum(|s| s.duplicates)), (50, 150));
    assert!(
        summaries
            .iter()
            .all(|summary| summary.accepted + summary.duplicates == 1)
    );
    assert_eq!(store.entries().len(), 50);
}

#[tokio::test(start_paused = true)]
async fn a_shop_without_orders_has_no_committer() {
    let store = Arc::new(MemoryStore::default());
    let intake = start(&store);
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let before = tasks();
    for id in 0..3 {
        assert_eq!(tasks(), before);
        assert_eq!(intake.submit(order(&intake, id)).await.unwrap().accepted, 1);
        assert_eq!(tasks(), before + 1);
        tokio::time::sleep(Duration::from_secs(61)).await;
    }
    let again = intake.submit(order(&intake, 1)).await.unwrap();
    assert_eq!(again.duplicates, 1);
    intake.shutdown().await;
    let late = intake.submit(order(&intake, 9)).await;
    assert!(matches!(late, Err(IntakeError::Closed)));
    let intake = start(&store);
    intake.shutdown().await;
    let late = intake.submit(order(&intake, 9)).await;
    assert!(matches!(late, Err(IntakeError::Closed)));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_answers_every_caller_and_comes_back() {
    let store = Arc::new(MemoryStore::default());
    // Away from the start: not even the retained days can be read.
    store.is_away.store(true, Ordering::SeqCst);
    let intake = start(&store);
    for _ in 0..2 {
        let callers: JoinSet<_> = (0..10)
            .map(|id| {
                let intake = intake.clone();
                async move { intake.submit(order(&intake, id)).await }
            })
            .collect();
        for answer in callers.join_all().await {
            let error = answer.unwrap_err();
            assert!(error.is_retryable() && matches!(error, IntakeError::Commit(_)));
        }
    }
    assert!(store.entries().is_empty(), "nothing is half applied");
    store.is_away.store(false, Ordering::SeqCst);
    assert_eq!(intake.submit(order(&intake, 1)).await.unwrap().accepted, 1);
    store.is_away.store(true, Ordering::SeqCst);
    assert!(
        intake.submit(order(&intake, 2)).await.is_err(),
        "away in the middle"
    );
    store.is_away.store(false, Ordering::SeqCst);
    assert_eq!(intake.submit(order(&intake, 2)).await.unwrap().accepted, 1);
}

#[tokio::test(start_paused = true)]
async fn shutdown_finishes_what_is_queued_and_lets_nobody_in() {
    let store = Arc::new(MemoryStore::gated());
    let intake = start(&store);
    let mut callers = JoinSet::new();
    for id in 0..50 {
        let intake = intake.clone();
        callers.spawn(async move { intake.submit(order(&intake, id)).await });
        settle().await;
    }
    let shutdowns: JoinSet<_> = (0..2)
        .map(|_| {
            let intake = intake.clone();
            async move { intake.shutdown().await }
        })
        .collect();
    settle().await;
    assert_eq!(shutdowns.len(), 2, "both wait for the commits under way");
    store.gate.add_permits(100);
    shutdowns.join_all().await;
    assert_eq!(
        store.entries().len(),
        50,
        "nobody may close the store before"
    );
    assert!(callers.join_all().await.iter().all(Result::is_ok));
    let late = intake.submit(order(&intake, 99)).await;
    assert!(matches!(late, Err(IntakeError::Closed)));
    intake.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_hangs_up_takes_nobody_along() {
    let store = Arc::new(MemoryStore::gated());
    let intake = start(&store);
    let impatient = {
        let intake = intake.clone();
        tokio::spawn(async move { intake.submit(order(&intake, 1)).await })
    };
    settle().await;
    impatient.abort();
    store.gate.add_permits(10);
    assert_eq!(intake.submit(order(&intake, 2)).await.unwrap().accepted, 1);
    assert_eq!(
        store.entries().len(),
        2,
        "an order that was sent is counted"
    );
}

#[tokio::test(start_paused = true)]
async fn those_behind_a_caller_that_hangs_up_get_their_answers() {
    let store = Arc::new(MemoryStore::gated());
    let intake = start(&store);
    let mut callers = Vec::new();
    for id in 0..5 {
        let intake = intake.clone();
        callers.push(tokio::spawn(async move {
            intake.submit(order(&intake, id)).await
        }));
        settle().await;
    }
    // The first one commits, and one of those behind it is in the queue.
    callers[0].abort();
    callers[2].abort();
    settle().await;
    let shutdown = tokio::spawn({
        let intake = intake.clone();
        async move { intake.shutdown().await }
    });
    settle().await;
    assert!(!shutdown.is_finished(), "orders that were sent are counted");
    store.gate.add_permits(10);
    shutdown.await.unwrap();
    assert_eq!(store.commits(), [1, 4]);
    for (id, caller) in callers.into_iter().enumerate() {
        match caller.await {
            Ok(answer) => assert_eq!(answer.unwrap().accepted, 1),
            Err(error) => assert!(error.is_cancelled() && [0, 2].contains(&id)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn callers_that_hang_up_do_not_fill_the_memory() {
    const MAX_WAITING: usize = 4_096;
    let store = Arc::new(MemoryStore::gated());
    let intake = start(&store);
    let mut callers = JoinSet::new();
    for id in 0..MAX_WAITING + 100 {
        let intake = intake.clone();
        callers.spawn(async move { intake.submit(order(&intake, id)).await });
        settle().await;
    }
    callers.shutdown().await;
    store.gate.add_permits(3);
    assert_eq!(
        intake.submit(order(&intake, 9_999)).await.unwrap().accepted,
        1
    );
    assert_eq!(store.commits(), [1, MAX_WAITING, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_panics_fails_alone() {
    let store = Arc::new(MemoryStore::gated());
    // It dies with a caller's own orders, and with those of others.
    for before in [0, 1] {
        store.is_broken.store(before == 0, Ordering::SeqCst);
        let intake = start(&store);
        let mut callers = Vec::new();
        for id in 0..before + 3 {
            let (intake, id) = (intake.clone(), before * 10 + id);
            callers.push(tokio::spawn(async move {
                intake.submit(order(&intake, id)).await
            }));
            settle().await;
        }
        store.is_broken.store(true, Ordering::SeqCst);
        store.gate.add_permits(before);
        settle().await;
        for (id, caller) in callers.into_iter().enumerate() {
            match caller.await {
                Ok(Ok(summary)) => assert_eq!((before, id, summary.accepted), (1, 0, 1)),
                Ok(Err(error)) => assert!(matches!(error, IntakeError::Broken)),
                Err(error) => panic!("{error}"),
            }
        }
        // Whoever comes next is committed, and so is what is sent again.
        store.is_broken.store(false, Ordering::SeqCst);
        store.gate.add_permits(2);
        for id in [before * 10 + 2, before * 10 + 3] {
            let again = intake.submit(order(&intake, id)).await;
            assert_eq!(again.unwrap().accepted, 1);
        }
        intake.shutdown().await;
    }
    assert_eq!(store.entries().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_has_to_mend_is_known_until_it_is_mended() {
    let store = Arc::new(MemoryStore::default());
    let intake = start(&store);
    assert_eq!(intake.standing_trouble().await, None);
    *store.refusal.lock().unwrap() = Some(ErrorKind::Format);
    let error = intake.submit(order(&intake, 1)).await.unwrap_err();
    assert!(!error.is_retryable());
    let IntakeError::Commit(commit) = &error else {
        panic!("{error:?}")
    };
    assert!(!commit.may_be_applied());
    assert_eq!(
        intake.standing_trouble().await.unwrap().kind,
        ErrorKind::Format
    );
    // No order has come since then, so it asks the store itself.
    *store.refusal.lock().unwrap() = None;
    assert_eq!(intake.standing_trouble().await, None);
    assert!(intake.trouble().unwrap().is_over);
    assert_eq!(intake.submit(order(&intake, 1)).await.unwrap().accepted, 1);
    intake.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn orders_that_are_more_than_the_store_takes_are_refused_for_good() {
    let store = Arc::new(MemoryStore::default());
    let intake = start(&store);
    let event = format!(
        r#"{{"id":"{}","timestamp":1520776000,"items":[{{"sku":"A","price":1,"quantity":1}}]}}"#,
        MemoryStore::TOO_LARGE
    );
    let now = Timestamp::from_millis(1_520_776_000_000);
    let (shop, body) = (intake.shop(), event.as_bytes());
    let decoded = decode_body(shop, now, "http", BodyFormat::Json, None, body);
    let error = intake.submit(decoded).await.unwrap_err();
    assert!(matches!(error, IntakeError::TooLarge(_)) && !error.is_retryable());
    assert_eq!(intake.standing_trouble().await, None);
    assert_eq!(intake.submit(order(&intake, 1)).await.unwrap().accepted, 1);
    intake.shutdown().await;
}
