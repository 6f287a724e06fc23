//! What is read, and what a stop leaves behind.

use super::{SourceFactory, SourceFixture, event};

/// Including records that a producer put twice, and records that arrived while nothing was reading.
pub async fn what_is_put_is_counted_once(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..40).await;
    let worker = it.start().await;
    it.has("what was there before the worker", 0..40).await;
    it.put(10..60).await;
    it.has("what came while it read", 0..60).await;
    worker.stop().await;
    it.put(60..70).await;
    let worker = it.start().await;
    it.has("what came while nobody read", 0..70).await;
    worker.stop().await;
}

/// It is kept as a reject, once, and the records after it are read.
pub async fn a_poisonous_record_stops_nobody(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..5).await;
    let poison: [&[u8]; 3] = [b"\xff\x00poison", b"{\"id\":", b"[7]"];
    for body in poison {
        factory.put("1", body).await;
    }
    factory.put("1", event("5").as_bytes()).await;
    let worker = it.start().await;
    it.has("the good ones", 0..6).await;
    it.until("the bad ones are kept", || it.store.rejects().len() >= 3)
        .await;
    worker.stop().await;
    let worker = it.start().await;
    it.put(6..7).await;
    it.has("what comes later", 0..7).await;
    worker.stop().await;
    assert_eq!(it.store.rejects().len(), 3, "each is kept once");
}

/// As when the store lost its positions and kept the orders.
pub async fn everything_can_be_read_again(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..30).await;
    let worker = it.start().await;
    it.has("everything", 0..30).await;
    worker.stop().await;
    it.store.forget_positions();
    let worker = it.start().await;
    it.put(30..40).await;
    it.has("the same, and what is new", 0..40).await;
    worker.stop().await;
}

/// Commits that have started are finished, and the next worker continues after them.
pub async fn a_stop_in_the_middle_leaves_nothing_out(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..300).await;
    let worker = it.start().await;
    it.until("it is in the middle", || {
        it.store.commits() > 2 && !it.store.orders().is_empty()
    })
    .await;
    worker.stop().await;
    let (orders, commits) = (it.store.orders().len(), it.store.commits());
    assert!(orders > 0);
    it.put(300..310).await;
    assert_eq!(
        it.store.commits(),
        commits,
        "who is stopped commits no more"
    );
    let worker = it.start().await;
    it.has("the rest", 0..310).await;
    worker.stop().await;
}

/// Nothing is finished, and no lease is released.
pub async fn a_killed_worker_leaves_nothing_out(factory: &dyn SourceFactory) {
    let it = SourceFixture::new(factory).await;
    it.put(0..300).await;
    let worker = it.start().await;
    it.until("it is in the middle", || {
        it.store.commits() > 2 && !it.store.orders().is_empty()
    })
    .await;
    worker.kill().await;
    it.put(300..310).await;
    let worker = it.start().await;
    it.has("the rest", 0..310).await;
    worker.stop().await;
}
