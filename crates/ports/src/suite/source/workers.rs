//! Several workers.

use super::{SourceFactory, SourceFixture};

/// Leases only save work: here every one is granted to everybody.
pub async fn two_workers_on_a_partition_count_once(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.store.grant_all();
    it.put(0..100).await;
    let (one, other) = (it.start().await, it.start().await);
    it.put(100..200).await;
    it.has("what both read", 0..200).await;
    one.stop().await;
    it.put(200..220).await;
    it.has("what one reads on", 0..220).await;
    other.stop().await;
}

/// A stopped worker releases its leases; a killed worker's are taken over when they expire.
pub async fn workers_share_and_take_over(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    let (one, other, third) = (it.start().await, it.start().await, it.start().await);
    it.put(0..60).await;
    it.has("what all share", 0..60).await;
    one.stop().await;
    it.put(60..120).await;
    other.kill().await;
    it.put(120..160).await;
    it.has("what the last one takes over", 0..160).await;
    third.stop().await;
}

/// It wakes with a commit in hand that another worker has made meanwhile.
pub async fn a_worker_that_slept_past_its_lease_goes_on(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..20).await;
    let sleeper = it.start().await;
    it.has("what was there", 0..20).await;
    sleeper.store.fall_asleep_in_a_commit();
    it.put(20..60).await;
    it.until("it sleeps", || sleeper.store.is_asleep()).await;
    let other = it.start().await;
    it.has("what another took over", 0..60).await;
    sleeper.store.wake();
    it.put(60..100).await;
    it.has("what both read then", 0..100).await;
    other.stop().await;
    it.put(100..120).await;
    it.has("what it reads alone again", 0..120).await;
    sleeper.stop().await;
}
