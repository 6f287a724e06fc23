//! Partitions come and go.

use super::{Change, SourceFactory, SourceFixture};

/// Earlier records come first, and none of them is skipped.
pub async fn a_split_partition_is_followed(factory: &dyn SourceFactory) {
    changes(factory, Change::Split).await;
}

/// It is read from its beginning.
pub async fn a_new_partition_is_read(factory: &dyn SourceFactory) {
    changes(factory, Change::Add).await;
}

/// Its worker continues with the others.
pub async fn a_removed_partition_is_let_go(factory: &dyn SourceFactory) {
    changes(factory, Change::Remove).await;
}

async fn changes(factory: &dyn SourceFactory, change: Change) {
    let it = SourceFixture::new(factory).await;
    it.put(0..40).await;
    let worker = it.start().await;
    it.has("what was put before", 0..40).await;
    if !factory.change(change).await {
        worker.stop().await;
        return;
    }
    it.put(40..80).await;
    it.has("what was put after", 0..80).await;
    worker.stop().await;
    // Once more while nothing reads, with records on both sides of the change.
    it.put(80..100).await;
    assert!(factory.change(change).await);
    it.put(100..140).await;
    let worker = it.start().await;
    it.has("what was put while nobody read", 0..140).await;
    worker.stop().await;
}
