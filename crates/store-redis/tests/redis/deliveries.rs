//! Deliveries from platforms, in many different orders.

#[path = "../../../presets/tests/sequences/mod.rs"]
mod sequences;

use test_servers::Redis;

use crate::factory::store;

#[tokio::test]
async fn deliveries_in_any_order_end_with_the_same_figures() {
    let server = Redis::start();
    let store = store(&server.url()).await;
    sequences::every_sequence_ends_alike(store.clone()).await;
    sequences::edits_wait_for_their_order(store.clone()).await;
    sequences::refunds_of_files_give_way(store).await;
}
