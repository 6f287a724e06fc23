//! The fold–commit–refold loop, written once for the suite and for the tests of stores.

use std::time::Duration;

use domain::{Commit, Known, Outcome, Retention, Shop, fold};

use super::{Event, orders_of};
use crate::{Committed, Conflict, Ledger, StoreError};

/// How often a commit may be refused before the store counts as going in circles.
const MAX_REFOLDS: usize = 10_000;

/// Commits events as one batch, folding again with the store's answers until it agrees. Returns the outcome of each
/// event.
///
/// # Panics
/// When the store fails or never agrees.
pub async fn commit_all<'e>(
    store: &dyn Ledger,
    shop: &Shop,
    retention: &Retention,
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<Outcome> {
    let orders = orders_of(shop, events);
    let retained = store
        .retained(shop)
        .await
        .expect("the retained days can be read");
    let mut known = Known {
        retained,
        ..Known::default()
    };
    for _ in 0..MAX_REFOLDS {
        let folded = fold(shop, retention, &known, &orders);
        if folded.commit.is_empty() {
            return folded.outcomes;
        }
        let answer = durably(store, shop, &folded.commit).await;
        match answer.expect("the store takes commits") {
            Committed::Applied => return folded.outcomes,
            Committed::Conflict(conflict) => {
                let outcomes = folded.outcomes;
                drop(folded.commit);
                drop(outcomes);
                learn(&mut known, conflict);
            }
        }
    }
    panic!("the store refused {MAX_REFOLDS} commits in a row");
}

/// Submits a commit and waits until the answer is durable.
///
/// # Errors
/// The store's error.
pub async fn durably(
    store: &dyn Ledger,
    shop: &Shop,
    commit: &Commit<'_>,
) -> Result<Committed, StoreError> {
    store.submit(shop, commit).await?.durable().await
}

/// Like [`durably`], for a store that may be away for a while: retries for as long as a failover takes. A commit whose
/// answer was lost may have been applied; its orders are then duplicates.
///
/// # Panics
/// When the store fails in a way that retrying does not fix, or stays away.
pub async fn commit_eventually(
    store: &dyn Ledger,
    shop: &Shop,
    retention: &Retention,
    events: &[Event],
) -> Vec<Outcome> {
    let orders = orders_of(shop, events);
    let mut known = Known::default();
    for _ in 0..600 {
        let folded = fold(shop, retention, &known, &orders);
        let answer = durably(store, shop, &folded.commit).await;
        let outcomes = folded.outcomes;
        drop(folded.commit);
        match answer {
            Ok(Committed::Applied) => return outcomes,
            Ok(Committed::Conflict(conflict)) => learn(&mut known, conflict),
            Err(error) if error.is_retryable() => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => panic!("the store fails for good: {error}"),
        }
    }
    panic!("the store stays away");
}

/// Adds a store's conflict to what is known.
///
/// # Panics
/// When the conflict is empty: the same commit would be refused forever.
pub fn learn(known: &mut Known, conflict: Conflict) {
    let silent = conflict == Conflict::default();
    assert!(!silent, "a conflict says what the store holds");
    if let Some(items) = conflict.items {
        known.items.get_or_insert_default().update(items);
    }
    known.full_days.extend(conflict.full_days);
    for (id, entry) in conflict.entries {
        match entry {
            Some(entry) => {
                known.entries.insert(id, entry);
            }
            None => {
                known.entries.remove(&id);
            }
        }
    }
    if let Some(retained) = conflict.retained {
        known.retained = retained;
    }
}
