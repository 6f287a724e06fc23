//! Waiting orders when the store refuses them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Reason, Shop, ShopId, Timestamp};
use pipeline::{BodyFormat, Buffer, BufferError, BufferRefusal, Decoded, decode_body};
use ports::{ErrorKind, Held, Ledger, NewRecord, QueuedRecord, RecordQueue, StoreError};

use crate::memory_store::MemoryStore;

/// A queue in memory, for one shop.
#[derive(Debug, Default)]
struct MemoryQueue {
    records: Mutex<BTreeMap<u64, NewRecord>>,
    failure: Mutex<Option<String>>,
    /// Whether every call panics.
    is_broken: AtomicBool,
    /// How long an append takes.
    takes: Duration,
}

#[async_trait]
impl RecordQueue for MemoryQueue {
    fn id(&self) -> &str {
        "memory"
    }

    async fn held(&self) -> Result<Vec<(String, Held)>, StoreError> {
        Ok(Vec::new())
    }

    async fn append(&self, _: &ShopId, records: Vec<NewRecord>) -> Result<(), StoreError> {
        assert!(!self.is_broken.load(Ordering::SeqCst), "for the test");
        if let Some(failure) = self.failure() {
            return Err(StoreError::new(ErrorKind::Unavailable, failure));
        }
        tokio::time::sleep(self.takes).await;
        let mut queued = self.records.lock().unwrap();
        for record in records {
            let number = queued.last_key_value().map_or(0, |(last, _)| *last) + 1;
            queued.insert(number, record);
        }
        Ok(())
    }

    async fn read(
        &self,
        _: &ShopId,
        after: u64,
        _: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError> {
        assert!(!self.is_broken.load(Ordering::SeqCst), "for the test");
        let queued = self.records.lock().unwrap();
        let behind = queued.range(after + 1..);
        let record = |(number, record): (&u64, &NewRecord)| QueuedRecord {
            number: *number,
            record: record.clone(),
            lost: None,
        };
        Ok(behind.map(record).collect())
    }

    async fn remove(&self, _: &ShopId, through: u64) -> Result<Held, StoreError> {
        let mut queued = self.records.lock().unwrap();
        let left = queued.split_off(&(through + 1));
        let gone = std::mem::replace(&mut *queued, left);
        let mut held = Held::default();
        gone.values().for_each(|record| held.add(record));
        Ok(held)
    }

    fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap().clone()
    }
}

fn start(store: &Arc<MemoryStore>) -> (Arc<Shop>, Buffer) {
    start_over(Arc::default(), store, 1 << 20)
}

fn start_over(
    queue: Arc<MemoryQueue>,
    store: &Arc<MemoryStore>,
    max_bytes: u64,
) -> (Arc<Shop>, Buffer) {
    let shop = Arc::new(Shop::new("shop", "UTC", "USD").unwrap());
    let store: Arc<dyn Ledger> = store.clone();
    let held = Held::default();
    let buffer = Buffer::start(Arc::clone(&shop), store, queue, held, max_bytes, true);
    (shop, buffer)
}

fn order(shop: &Shop, id: &str) -> Decoded {
    let event = format!(
        r#"{{"id":"{id}","timestamp":1520776000,"items":[{{"sku":"A","price":1,"quantity":1}}]}}"#
    );
    let now = Timestamp::from_millis(1_520_776_000_000);
    let body = event.as_bytes();
    decode_body(shop, now, "http", BodyFormat::Json, None, body)
}

async fn until(so: impl Fn() -> bool) {
    while !so() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_too_large_goes_to_the_rejects_and_the_line_goes_on() {
    let store = Arc::new(MemoryStore::default());
    store.is_away.store(true, Ordering::SeqCst);
    let (shop, buffer) = start(&store);
    for id in ["1", MemoryStore::TOO_LARGE, "2"] {
        buffer.keep(order(&shop, id)).await.unwrap();
    }
    until(|| buffer.is_in_use() && buffer.trouble().is_none()).await;
    store.is_away.store(false, Ordering::SeqCst);
    until(|| !buffer.is_in_use()).await;
    let counted: Vec<String> = store.entries().into_keys().collect();
    assert_eq!(counted, ["1", "2"]);
    let rejects = store.rejects();
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0].rejection.reason, Reason::TooLarge);
    assert_eq!(rejects[0].id.as_deref(), Some(MemoryStore::TOO_LARGE));
    let body = String::from_utf8(rejects[0].body.clone()).unwrap();
    assert!(body.contains("\"sku\":\"A\""), "{body}");
    // The position is after all three: they are not sent again.
    assert_eq!(store.positions()["buffer:memory"], "3");
}

#[tokio::test(start_paused = true)]
async fn what_somebody_has_to_mend_is_a_trouble_and_what_waits_goes_on_waiting() {
    let store = Arc::new(MemoryStore::default());
    let (shop, buffer) = start(&store);
    *store.refusal.lock().unwrap() = Some(ErrorKind::Format);
    buffer.keep(order(&shop, "1")).await.unwrap();
    until(|| buffer.standing_trouble().is_some()).await;
    assert_eq!(buffer.standing_trouble().unwrap().kind, ErrorKind::Format);
    // The store is now away, which is temporary and so not a trouble.
    *store.refusal.lock().unwrap() = Some(ErrorKind::Unavailable);
    until(|| buffer.standing_trouble().is_none()).await;
    *store.refusal.lock().unwrap() = Some(ErrorKind::WrongType);
    until(|| buffer.standing_trouble().is_some()).await;
    assert_eq!(buffer.status().orders, 1);
    *store.refusal.lock().unwrap() = None;
    until(|| !buffer.is_in_use()).await;
    assert_eq!(buffer.standing_trouble(), None);
    assert!(
        buffer.trouble().unwrap().is_over,
        "it is spoken of for a while"
    );
    assert_eq!(store.entries().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_refuses_while_its_disk_fails_or_it_is_full_and_no_longer() {
    let (queue, store) = (Arc::<MemoryQueue>::default(), Arc::<MemoryStore>::default());
    store.is_away.store(true, Ordering::SeqCst);
    let (shop, buffer) = start_over(Arc::clone(&queue), &store, 400);
    assert_eq!(buffer.refusal(), None);
    let why = "no space left".to_owned();
    *queue.failure.lock().unwrap() = Some(why.clone());
    let refused = buffer.keep(order(&shop, "1")).await;
    assert!(matches!(refused, Err(BufferError::Failed(_))));
    assert_eq!(buffer.refusal(), Some(BufferRefusal::Failed(why)));
    assert!(!buffer.is_in_use(), "what was refused is not waited for");
    *queue.failure.lock().unwrap() = None;
    assert_eq!(buffer.refusal(), None);
    // An order larger than the whole buffer says nothing about the room in it.
    let refused = buffer.keep(order(&shop, &"1".repeat(400))).await;
    assert!(matches!(refused, Err(BufferError::Full)));
    assert_eq!(buffer.refusal(), None);
    let mut taken = 0;
    while buffer
        .keep(order(&shop, &format!("n{taken}")))
        .await
        .is_ok()
    {
        taken += 1;
    }
    assert!(taken > 0);
    assert_eq!(buffer.refusal(), Some(BufferRefusal::Full));
    store.is_away.store(false, Ordering::SeqCst);
    until(|| !buffer.is_in_use()).await;
    assert_eq!(buffer.refusal(), None);
    assert_eq!(store.entries().len(), taken);
}

#[tokio::test(start_paused = true)]
async fn a_line_goes_on_after_a_panic() {
    let (store, queue) = (
        Arc::new(MemoryStore::default()),
        Arc::<MemoryQueue>::default(),
    );
    store.is_away.store(true, Ordering::SeqCst);
    let (shop, buffer) = start_over(Arc::clone(&queue), &store, 1 << 20);
    buffer.keep(order(&shop, "1")).await.unwrap();
    // What is put in and what is taken out meets it.
    queue.is_broken.store(true, Ordering::SeqCst);
    store.is_away.store(false, Ordering::SeqCst);
    let refused = buffer.keep(order(&shop, "2")).await;
    assert!(matches!(refused, Err(BufferError::Failed(_))));
    assert_eq!(buffer.status().orders, 1, "only what is there");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(store.entries().is_empty());
    queue.is_broken.store(false, Ordering::SeqCst);
    buffer.keep(order(&shop, "3")).await.unwrap();
    // The store panics as well.
    store.is_broken.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(60)).await;
    store.is_broken.store(false, Ordering::SeqCst);
    buffer.keep(order(&shop, "4")).await.unwrap();
    until(|| !buffer.is_in_use()).await;
    let counted: Vec<String> = store.entries().into_keys().collect();
    assert_eq!(counted, ["1", "3", "4"]);
    buffer.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_line_that_stops_finishes_what_it_writes_and_takes_no_more() {
    let store = Arc::new(MemoryStore::default());
    store.is_away.store(true, Ordering::SeqCst);
    let queue = Arc::new(MemoryQueue {
        takes: Duration::from_secs(1),
        ..MemoryQueue::default()
    });
    let (shop, buffer) = start_over(Arc::clone(&queue), &store, 1 << 20);
    let (writing, late) = (buffer.clone(), order(&shop, "2"));
    let written = order(&shop, "1");
    let written = tokio::spawn(async move { writing.keep(written).await });
    tokio::task::yield_now().await;
    buffer.shutdown().await;
    assert_eq!(queue.records.lock().unwrap().len(), 1);
    assert_eq!(written.await.unwrap().unwrap().orders, 1);
    let late = buffer.keep(late).await;
    assert!(matches!(late, Err(BufferError::Closed)));
}
