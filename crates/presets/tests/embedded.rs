//! The sequences of deliveries through the embedded store.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod sequences;

use std::sync::Arc;

use store_embedded::EmbeddedStore;

#[tokio::test]
async fn deliveries_in_any_order_end_with_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
    sequences::every_sequence_ends_alike(store.clone()).await;
    sequences::edits_wait_for_their_order(store.clone()).await;
    sequences::refunds_of_files_give_way(store).await;
}
