//! A queue in memory without positions: what is not acknowledged is delivered again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::Shop;
use pipeline::{BodyFormat, decode_into};
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory, SourceFixture};
use sources::driver::{Batch, Connector, Fault, Partitions, Place, Polled, Reader};

ports::source_suite!(Queue::default());

/// How long a delivered message waits for its acknowledgement.
const VISIBLE_AFTER: Duration = Duration::from_millis(500);

#[derive(Default)]
struct Content {
    /// The unacknowledged messages by number, and until when a reader holds each.
    bodies: BTreeMap<u64, (Vec<u8>, Option<Instant>)>,
    put: u64,
    is_away: bool,
}

#[derive(Clone, Default)]
struct Queue(Arc<Mutex<Content>>);

impl Queue {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }

    fn there(&self) -> Result<MutexGuard<'_, Content>, Fault> {
        let content = self.content();
        let is_away = content.is_away;
        crate::reached(content, is_away)
    }
}

#[async_trait]
impl SourceFactory for Queue {
    async fn create(&self) {}

    async fn put(&self, _: &str, body: &[u8]) {
        let mut content = self.content();
        content.put += 1;
        let number = content.put;
        content.bodies.insert(number, (body.to_vec(), None));
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        crate::driven(self.clone(), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_millis(300)
    }

    fn can_read_again(&self) -> bool {
        false
    }

    async fn set_away(&self, is_away: bool) {
        self.content().is_away = is_away;
    }
}

#[async_trait]
impl Connector for Queue {
    type Reader = Deliveries;

    fn name(&self) -> String {
        "queue:orders".to_owned()
    }

    fn lease(&self) -> Duration {
        SourceFactory::lease(self)
    }

    fn label(&self, _: &str) -> String {
        self.name()
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        Ok(Partitions::Any)
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<Deliveries>, Fault> {
        assert_eq!(place.position, None, "a queue keeps no positions");
        drop(self.there()?);
        Ok(Some(Deliveries(self.clone())))
    }
}

struct Deliveries(Queue);

#[async_trait]
impl Reader for Deliveries {
    type Record = (u64, Vec<u8>);

    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<(u64, Vec<u8>)>, Fault> {
        let mut content = self.0.there()?;
        let now = Instant::now();
        let waiting = content.bodies.iter_mut();
        let waiting = waiting.filter(|(_, (_, until))| until.is_none_or(|until| until <= now));
        let delivered = waiting.take(40).map(|(number, (body, until))| {
            *until = Some(now + VISIBLE_AFTER);
            (*number, body.clone())
        });
        Ok(Polled {
            records: delivered.collect(),
            pause: Duration::from_millis(5),
            ..Polled::default()
        })
    }

    fn decode(&self, shop: &Shop, (number, body): &(u64, Vec<u8>), into: &mut Batch) {
        let identity = format!("queue:{number}");
        decode_into(
            shop,
            BodyFormat::of(body),
            Some(&identity),
            body,
            into.shared(),
        );
    }

    async fn position(
        &mut self,
        _: Option<&str>,
        _: &[(u64, Vec<u8>)],
    ) -> Result<Option<String>, Fault> {
        Ok(None)
    }

    async fn acknowledge(
        &mut self,
        _: Option<&str>,
        records: &[(u64, Vec<u8>)],
    ) -> Result<(), Fault> {
        let mut content = self.0.there()?;
        for (number, _) in records {
            content.bodies.remove(number);
        }
        Ok(())
    }
}

#[test]
fn nothing_is_acknowledged_before_its_commit_is_durable() {
    ports::suite::run(async {
        let queue = Queue::default();
        let it = SourceFixture::new(&queue).await;
        it.put(0..1).await;
        let worker = it.start().await;
        it.has("the first", 0..1).await;
        worker.store.fall_asleep_in_a_commit();
        it.put(1..4).await;
        it.until("a commit is held up", || worker.store.is_asleep())
            .await;
        assert_eq!(queue.content().bodies.len(), 3);
        worker.store.wake();
        it.until("all are acknowledged", || queue.content().bodies.is_empty())
            .await;
        it.has("all", 0..4).await;
        worker.stop().await;
    });
}
