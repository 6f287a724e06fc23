//! The loop of fold, commit and fold again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::{PositionChange, Reject, Shop, Timestamp};
use pipeline::{BodyFormat, CommitError, Committer, Decoded, Durability, Summary, decode_body};
use ports::Ledger;
use tokio::sync::oneshot;

use crate::memory_store::MemoryStore;

const NOW: Timestamp = Timestamp::from_millis(1_520_776_000_000);

fn shop(retention_days: usize) -> Arc<Shop> {
    Arc::new(Shop {
        retention_days,
        ..Shop::new("shop", "UTC", "USD").unwrap()
    })
}

async fn committer(shop: &Arc<Shop>, store: &Arc<MemoryStore>) -> Committer {
    let store: Arc<dyn Ledger> = store.clone();
    Committer::new(Arc::clone(shop), store).await.unwrap()
}

/// Orders as (id, day of March 2018, version).
fn orders(shop: &Shop, orders: &[(&str, u32, i64)]) -> Decoded {
    let line = |(id, day, version): &(&str, u32, i64)| {
        format!(
            r#"{{"id":"{id}","timestamp":"2018-03-{day:02}T10:00:00Z","version":{version},"items":[{{"sku":"A","price":"1.00","quantity":1}}]}}"#
        )
    };
    let body: Vec<String> = orders.iter().map(line).collect();
    decode_body(
        shop,
        NOW,
        "test",
        BodyFormat::Ndjson,
        None,
        body.join("\n").as_bytes(),
    )
}

async fn commit(committer: &mut Committer, decoded: Decoded) -> Result<Summary, CommitError> {
    let mut summaries = committer.commit(vec![decoded], Durability::Now).await?;
    assert_eq!(summaries.len(), 1);
    Ok(summaries.remove(0))
}

/// The numbers of accepted, duplicate, updated and rejected events.
fn counts(summary: &Summary) -> (u64, u64, u64, usize) {
    (
        summary.accepted,
        summary.duplicates,
        summary.updated,
        summary.rejected.len(),
    )
}

#[tokio::test]
async fn two_committers_count_once() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let (mut a, mut b) = (
        committer(&shop, &store).await,
        committer(&shop, &store).await,
    );
    let first = commit(&mut a, orders(&shop, &[("1", 10, 0), ("2", 10, 0)]))
        .await
        .unwrap();
    assert_eq!(counts(&first), (2, 0, 0, 0));
    // `b` knows neither the orders nor the day: it learns both and folds again.
    let second = orders(
        &shop,
        &[("1", 10, 0), ("2", 10, 1), ("3", 10, 0), ("3", 10, 0)],
    );
    assert_eq!(counts(&commit(&mut b, second).await.unwrap()), (1, 2, 1, 0));
    assert_eq!(store.entries()["2"].version, 1);
}

#[tokio::test]
async fn twins_count_on_what_the_others_have_sent() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::gated()));
    let mut one = committer(&shop, &store).await;
    let mut other = one.twin();
    // Each adds a day, and both are sent before either is answered.
    let (first, second) = (
        orders(&shop, &[("1", 10, 0)]),
        orders(&shop, &[("2", 11, 0)]),
    );
    let (sent, turn) = oneshot::channel();
    let first = async {
        let sent = || sent.send(()).unwrap();
        let first = one.commit_in_turn(vec![first], Durability::Now, sent);
        let first = first.await;
        // Enough for a conflict, too.
        store.gate.add_permits(2);
        first
    };
    let second = async {
        turn.await.unwrap();
        let open = || store.gate.add_permits(1);
        let second = other.commit_in_turn(vec![second], Durability::Now, open);
        second.await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(counts(&first.unwrap()[0]), (1, 0, 0, 0));
    assert_eq!(counts(&second.unwrap()[0]), (1, 0, 0, 0));
    assert_eq!((store.commits(), store.conflicts()), (vec![1, 1], 0));
    assert_eq!(store.days().len(), 2);
}

/// Even if the first has to fold again: of two orders with one id and version, the first to arrive counts.
#[tokio::test]
async fn a_twin_that_meets_a_conflict_keeps_its_place() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let mut stranger = committer(&shop, &store).await;
    let known = orders(&shop, &[("0", 10, 0)]);
    commit(&mut stranger, known).await.unwrap();
    let gated = store.gate.forget_permits(usize::MAX);
    let mut one = committer(&shop, &store).await;
    let mut other = one.twin();
    let (sent, turn) = oneshot::channel();
    let first = orders(&shop, &[("0", 10, 1), ("1", 10, 0)]);
    let second = orders(&shop, &[("1", 10, 0)]);
    let first = one.commit_in_turn(vec![first], Durability::Now, || sent.send(()).unwrap());
    let second = async {
        turn.await.unwrap();
        // The first one waits until what it learned is durable; the second is folded before the first continues.
        store.gate.add_permits(gated);
        let second = other.commit_in_turn(vec![second], Durability::Now, || ());
        second.await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(counts(&first.unwrap()[0]), (1, 0, 1, 0));
    assert_eq!(counts(&second.unwrap()[0]), (0, 1, 0, 0));
}

#[tokio::test]
async fn nothing_is_counted_on_that_failed() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let mut one = committer(&shop, &store).await;
    let mut other = one.twin();
    store.is_away.store(true, Ordering::SeqCst);
    let failed = commit(&mut one, orders(&shop, &[("1", 10, 0)])).await;
    assert!(failed.unwrap_err().is_retryable());
    store.is_away.store(false, Ordering::SeqCst);
    let next = commit(&mut other, orders(&shop, &[("2", 11, 0)])).await;
    assert_eq!(counts(&next.unwrap()), (1, 0, 0, 0));
    assert_eq!((store.conflicts(), store.days().len()), (0, 1));
}

#[tokio::test]
async fn each_batch_gets_its_own_summary() {
    let (shop, store) = (shop(1), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    let bad = decode_body(&shop, NOW, "http", BodyFormat::Json, None, b"[{},7]");
    let batches = vec![
        orders(&shop, &[("1", 10, 0), ("2", 10, 0)]),
        bad,
        Decoded::default(),
        orders(&shop, &[("1", 10, 1), ("late", 9, 0), ("1", 10, 1)]),
    ];
    let summaries = committer.commit(batches, Durability::Now).await.unwrap();
    let counts: Vec<_> = summaries.iter().map(counts).collect();
    assert_eq!(
        counts,
        [(2, 0, 0, 0), (0, 0, 0, 2), (0, 0, 0, 0), (0, 1, 1, 1)]
    );
    let late = &summaries[3].rejected[0];
    assert_eq!((late.index, late.id.as_deref()), (1, Some("late")));
    assert_eq!(store.commits(), [2], "one commit, each id once");
}

/// More rejects than are kept, from several callers: only the newest go to the store, but every caller gets all of its
/// own.
#[tokio::test]
async fn of_more_rejects_than_are_kept_the_newest_are_committed() {
    let (shop, store) = (shop(1), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    let bad = |from: usize, count: usize| {
        let lines: Vec<String> = (from..from + count).map(|it| it.to_string()).collect();
        let body = lines.join("\n");
        decode_body(
            &shop,
            NOW,
            "http",
            BodyFormat::Ndjson,
            None,
            body.as_bytes(),
        )
    };
    let batches = vec![bad(0, 5), bad(5, Reject::KEPT), bad(Reject::KEPT + 5, 7)];
    let summaries = committer.commit(batches, Durability::Now).await.unwrap();
    let told: Vec<usize> = summaries.iter().map(|it| it.rejected.len()).collect();
    assert_eq!(told, [5, Reject::KEPT, 7]);
    let stored = store.rejects();
    assert_eq!(stored.len(), Reject::KEPT);
    let newest = (Reject::KEPT + 11).to_string();
    assert_eq!(
        (&*stored[0].body, &*stored[Reject::KEPT - 1].body),
        (&b"12"[..], newest.as_bytes())
    );
}

#[tokio::test]
async fn a_position_moves_with_its_orders_or_not_at_all() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    let read = |ids: &[(&str, u32, i64)], expected: Option<&str>, position: &str| {
        let mut decoded = orders(&shop, ids);
        decoded.advance(PositionChange {
            source: "shard".to_owned(),
            expected: expected.map(str::to_owned),
            position: position.to_owned(),
        });
        decoded
    };
    commit(&mut committer, read(&[("1", 10, 0)], None, "5"))
        .await
        .unwrap();
    // Only known orders: the position advances anyway.
    commit(&mut committer, read(&[("1", 10, 0)], Some("5"), "6"))
        .await
        .unwrap();
    assert_eq!(store.positions()["shard"], "6");
    // Another reader took over.
    store.move_position("shard", "9");
    let error = commit(&mut committer, read(&[("2", 10, 0)], Some("6"), "7"))
        .await
        .unwrap_err();
    assert!(!error.is_retryable());
    match error {
        CommitError::PositionMoved {
            source_name,
            stored,
        } => {
            assert_eq!(
                (source_name.as_str(), stored.as_deref()),
                ("shard", Some("9"))
            );
        }
        other => panic!("{other}"),
    }
    assert_eq!(store.entries().len(), 1);
    commit(&mut committer, read(&[("2", 10, 0)], Some("9"), "10"))
        .await
        .unwrap();
    assert_eq!(store.entries().len(), 2);
}

#[tokio::test]
async fn an_order_beyond_the_items_is_kept_and_counts_once_there_is_room() {
    let of_items = |most| {
        Arc::new(Shop {
            max_items: Some(most),
            ..Shop::new("shop", "UTC", "USD").unwrap()
        })
    };
    let event = |id: &str, sku: &str| {
        format!(
            r#"{{"id":"{id}","timestamp":1520700000,"items":[{{"sku":"{sku}","price":"1","quantity":1}}]}}"#
        )
    };
    let (few, store) = (of_items(1), Arc::new(MemoryStore::default()));
    let decode =
        |body: String| decode_body(&few, NOW, "http", BodyFormat::Ndjson, None, body.as_bytes());
    let mut narrow = committer(&few, &store).await;
    let lines = [event("1", "A"), event("2", "B"), event("3", "A")].join("\n");
    let summary = commit(&mut narrow, decode(lines)).await.unwrap();
    assert_eq!(counts(&summary), (2, 0, 0, 1));
    let rejected = &summary.rejected[0];
    assert_eq!((rejected.index, rejected.id.as_deref()), (1, Some("2")));
    assert_eq!(rejected.rejection.reason.as_str(), "too_many_items");
    assert!(rejected.rejection.detail.contains("max_items"));
    // What was learned for one batch does not hinder the next.
    let again = commit(&mut narrow, decode(event("4", "A"))).await.unwrap();
    assert_eq!(counts(&again), (1, 0, 0, 0));
    let reject = store.rejects()[0].clone();
    assert_eq!(reject.rejection, rejected.rejection);
    let (more, body) = (of_items(2), String::from_utf8(reject.body).unwrap());
    let mut wide = committer(&more, &store).await;
    assert_eq!(
        counts(&commit(&mut wide, decode(body)).await.unwrap()),
        (1, 0, 0, 0)
    );
}

#[tokio::test]
async fn a_late_order_is_kept_as_an_event_that_can_be_replayed() {
    let (few, store) = (shop(1), Arc::new(MemoryStore::default()));
    let mut narrow = committer(&few, &store).await;
    commit(&mut narrow, orders(&few, &[("new", 10, 0)]))
        .await
        .unwrap();
    let event = r#"{"id":"K\u00e9ks","timestamp":1520600000123,"version":7,"status":"placed","email":"jane@example.com","items":[{"sku":"A","name":"Torte","price":0.125,"quantity":2},{"sku":"B","price":"3","quantity":-1}]}"#;
    let late = decode_body(&few, NOW, "http", BodyFormat::Json, None, event.as_bytes());
    let summary = commit(&mut narrow, late).await.unwrap();
    assert_eq!(counts(&summary), (0, 0, 0, 1));
    let reject = store.rejects()[0].clone();
    assert_eq!(
        (reject.rejection.reason.as_str(), reject.source.as_str()),
        ("too_late", "http")
    );
    assert_eq!(
        (reject.id.as_deref(), reject.received_at),
        (Some("Kéks"), NOW)
    );
    let body = String::from_utf8(reject.body).unwrap();
    assert!(!body.contains("jane"), "{body}");
    // After the fix, more days are retained, and the event has its original meaning.
    let (more, direct) = (shop(8), Arc::new(MemoryStore::default()));
    let mut wide = committer(&more, &store).await;
    let replayed = decode_body(
        &more,
        NOW,
        "replay",
        BodyFormat::Json,
        None,
        body.as_bytes(),
    );
    assert_eq!(
        counts(&commit(&mut wide, replayed).await.unwrap()),
        (1, 0, 0, 0)
    );
    let original = decode_body(&more, NOW, "http", BodyFormat::Json, None, event.as_bytes());
    commit(&mut committer(&more, &direct).await, original)
        .await
        .unwrap();
    assert_eq!(store.entries()["Kéks"], direct.entries()["Kéks"]);
    assert_eq!(store.latest()[0], direct.latest()[0]);
}

#[tokio::test]
async fn a_large_late_order_is_cut() {
    let (shop, store) = (shop(1), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    commit(&mut committer, orders(&shop, &[("new", 10, 0)]))
        .await
        .unwrap();
    let line = r#"{"sku":"a rather long stock-keeping unit","price":1,"quantity":1}"#;
    let lines = vec![line; 1_000].join(",");
    let event = format!(r#"{{"id":"1","timestamp":"2018-03-09T10:00:00Z","items":[{lines}]}}"#);
    let late = decode_body(&shop, NOW, "http", BodyFormat::Json, None, event.as_bytes());
    commit(&mut committer, late).await.unwrap();
    assert_eq!(store.rejects()[0].body.len(), Reject::MAX_BODY);
}

#[tokio::test]
async fn an_import_holds_the_window_and_prunes_at_its_end() {
    let (shop, store) = (shop(2), Arc::new(MemoryStore::default()));
    let mut import = committer(&shop, &store).await;
    import.hold_retention();
    for day in [8, 5, 9, 3, 7] {
        let order = orders(&shop, &[(&day.to_string(), day, 0)]);
        assert_eq!(
            counts(&commit(&mut import, order).await.unwrap()),
            (1, 0, 0, 0)
        );
    }
    assert_eq!(store.days().len(), 5);
    import.release_retention().await.unwrap();
    let first = store.days()[0];
    assert_eq!(store.days(), [first, first + 1]);
    let again = orders(&shop, &[("9", 9, 0), ("8", 8, 0), ("3", 3, 0)]);
    assert_eq!(
        counts(&commit(&mut import, again).await.unwrap()),
        (0, 2, 0, 1)
    );
}

#[tokio::test]
async fn known_orders_are_acknowledged_only_when_they_are_durable() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    commit(&mut committer, orders(&shop, &[("1", 10, 0)]))
        .await
        .unwrap();
    commit(&mut committer, orders(&shop, &[("1", 10, 0)]))
        .await
        .unwrap();
    assert_eq!((store.commits().len(), store.syncs()), (1, 1));
    let known = vec![orders(&shop, &[("1", 10, 0)])];
    committer.commit(known, Durability::Deferred).await.unwrap();
    assert_eq!(store.syncs(), 1, "an import waits at its end only");
}

#[tokio::test]
async fn a_store_that_never_agrees_ends_the_loop() {
    let (shop, store) = (shop(8), Arc::new(MemoryStore::default()));
    let mut committer = committer(&shop, &store).await;
    store.is_contended.store(true, Ordering::SeqCst);
    let error = commit(&mut committer, orders(&shop, &[("1", 10, 0)]))
        .await
        .unwrap_err();
    assert!(matches!(error, CommitError::Contention) && error.is_retryable());
    store.is_contended.store(false, Ordering::SeqCst);
    let again = commit(&mut committer, orders(&shop, &[("1", 10, 0)]))
        .await
        .unwrap();
    assert_eq!(counts(&again), (1, 0, 0, 0));
}
