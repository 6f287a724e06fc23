//! What the source itself removes.

use std::time::Duration;

use super::{SourceFactory, SourceFixture};

/// The position leads to a place that no longer exists. Reading continues after the gap, and reports it for an alert
/// before anything that follows.
pub async fn what_was_removed_unread_is_told(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..20).await;
    let worker = it.start().await;
    it.has("what was there", 0..20).await;
    let source = worker.source.clone();
    worker.stop().await;
    assert_eq!(it.lost(&source), None);
    it.put(1_000..1_020).await;
    let Some(time) = factory.trim().await else {
        return;
    };
    it.move_clock(time);
    it.put(20..40).await;
    let worker = it.start().await;
    it.has("what was not removed", 0..40).await;
    let loss = it.lost(&source).expect("the gap is told");
    assert!(!loss.detail.is_empty());
    // Reported once: a worker that continues after the gap has nothing new to report.
    worker.stop().await;
    let worker = it.start().await;
    it.put(40..50).await;
    it.has("what comes later", 0..50).await;
    worker.stop().await;
    assert_eq!(it.lost(&source), Some(loss));
}

/// Everything was read before it was removed, however long nothing arrived.
pub async fn a_quiet_source_has_lost_nothing(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..20).await;
    let worker = it.start().await;
    it.has("what was there", 0..20).await;
    // More than a day without records, which the worker notices.
    for _ in 0..3 {
        it.pass(Duration::from_secs(10 * 3_600)).await;
        it.store.looked_at(6).await;
    }
    if !factory.forgets_by_time() {
        factory.trim().await;
        it.store.looked_at(3).await;
    }
    let source = worker.source.clone();
    worker.stop().await;
    let worker = it.start().await;
    it.put(20..40).await;
    it.has("what comes later", 0..40).await;
    assert_eq!(it.lost(&source), None);
    worker.stop().await;
}
