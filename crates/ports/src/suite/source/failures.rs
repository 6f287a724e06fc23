//! A source and a store fail at the worst moment.

use super::{SourceFactory, SourceFixture};

/// Nothing in it is skipped.
pub async fn a_source_that_is_away_is_read_when_it_is_back(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..20).await;
    let worker = it.start().await;
    it.has("what was there", 0..20).await;
    it.put(20..40).await;
    factory.set_away(true).await;
    // Also a worker that never reached it.
    let late = it.start().await;
    factory.set_away(false).await;
    it.put(40..60).await;
    it.has("everything", 0..60).await;
    late.stop().await;
    factory.set_away(true).await;
    // It stops all the same.
    worker.stop().await;
    factory.set_away(false).await;
}

/// Records that could not be committed are not skipped.
pub async fn a_store_that_is_away_is_written_when_it_is_back(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..20).await;
    let worker = it.start().await;
    it.has("what was there", 0..20).await;
    it.store.set_away(true);
    it.put(20..60).await;
    let late = it.start().await;
    assert_eq!(it.store.orders().len(), 20);
    it.store.set_away(false);
    it.has("everything", 0..60).await;
    worker.stop().await;
    it.store.set_away(true);
    late.stop().await;
}

/// The store fails over to a server that lacks the last commits: orders and positions go back together, both while the
/// source is quiet and while it is not.
pub async fn what_a_store_lost_is_read_again(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..40).await;
    let worker = it.start().await;
    it.has("what was there", 0..40).await;
    let moment = it.store.moment();
    it.put(40..80).await;
    it.has("what came later", 0..80).await;
    if !factory.can_read_again() {
        worker.stop().await;
        return;
    }
    it.store.roll_back(moment.clone());
    it.has("what was lost while nothing came", 0..80).await;
    it.store.roll_back(moment);
    it.put(80..100).await;
    it.has("what was lost while orders came", 0..100).await;
    worker.stop().await;
}
