//! Reads pages of changes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{Shop, Timestamp};
use pipeline::{Delivery, decode_delivery};
use platform_apis::{ApiBody, ApiError, Ask, Onward, Page, PlatformApi};
use ports::chance;
use presets::Platform;

use super::again::Again;
use super::attempts::Attempts;
use super::position::Position;
use super::progress::Progress;
use crate::Clock;
use crate::driver::{Batch, Fault, Lag, Polled, Reader};

/// How often a waiting reader reports that it is alive: two minutes of silence raise an alert.
const SIGN: Duration = Duration::from_secs(30);

/// Reads one account.
pub struct PlatformReader {
    platform: Platform,
    api: Arc<dyn PlatformApi>,
    position: Position,
    every: Duration,
    clock: Clock,
    progress: Progress,
    attempts: Arc<Attempts>,
    /// When the next page is due.
    due: Option<Instant>,
    is_at_end: bool,
    again: Again,
    /// Whether the pages of this round move on.
    onward: Onward,
    /// When the last page was requested, and the progress it reported.
    page: Option<(Timestamp, Option<f64>)>,
}

/// A body of a page, or the page's end.
pub struct Record {
    body: Option<ApiBody>,
    /// The position after the page, on its last record.
    after: Option<Position>,
}

impl PlatformReader {
    pub(super) fn new(
        platform: Platform,
        api: Arc<dyn PlatformApi>,
        position: Position,
        every: Duration,
        clock: Clock,
        progress: Progress,
        attempts: Arc<Attempts>,
    ) -> PlatformReader {
        PlatformReader {
            platform,
            api,
            position,
            every,
            clock,
            progress,
            attempts,
            due: None,
            is_at_end: false,
            again: Again::default(),
            onward: Onward::default(),
            page: None,
        }
    }

    /// How long until the next page is due.
    fn left(&self) -> Duration {
        let now = Instant::now();
        self.due
            .map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    /// Checks that pages which follow at once do not go round in a circle.
    fn moves_on(&mut self, page: &Page) -> Result<(), ApiError> {
        if page.is_last || !page.pause.is_zero() {
            self.onward = Onward::default();
            return Ok(());
        }
        self.onward.to("The platform", page.next.as_str())
    }

    /// Records how many bodies of the last page are committed, and whether the page is complete.
    fn told(&mut self, bodies: usize, is_whole: bool) {
        let page = self.page.filter(|_| is_whole);
        self.progress
            .read(bodies, page.and_then(|(_, filled)| filled));
        if let Some((asked_at, _)) = page.filter(|_| self.is_at_end) {
            self.progress.complete(asked_at);
        }
    }

    fn lag(&self) -> Lag {
        match self.is_at_end {
            true => Lag::Seconds(0.0),
            false => Lag::Unknown,
        }
    }
}

/// A little less, at random: otherwise shops that started together would always ask together.
fn about(pause: Duration) -> Duration {
    let share = (chance() % 1_000) as u32;
    pause - pause / 10 * share / 1_000
}

#[async_trait]
impl Reader for PlatformReader {
    type Record = Record;

    // A dropped request leaves nothing behind.
    const IS_READ_DROPPABLE: bool = true;

    async fn read(&mut self) -> Result<Polled<Record>, Fault> {
        let left = self.left();
        if !left.is_zero() {
            return Ok(Polled {
                lag: self.lag(),
                pause: left.min(SIGN),
                ..Polled::default()
            });
        }
        self.attempts.turn().await;
        let now = (self.clock)();
        let ask = Ask {
            cursor: self.position.cursor(),
            since: self.position.since(),
            now,
        };
        let page = match self.api.changes(ask).await {
            Ok(page) => page,
            Err(error) => {
                self.progress.failed(&error);
                return Err(self.attempts.failed(error).await);
            }
        };
        if let Err(error) = self.moves_on(&page) {
            self.progress.failed(&error);
            return Err(self.attempts.circled(error).await);
        }
        self.attempts.succeeded(page.is_last).await;
        let next = self.position.at(page.next);
        let mut bodies = page.bodies;
        bodies.retain(|body| !self.again.has(body));
        if page.is_last {
            self.again.turn();
        }
        let bodies = bodies.into_iter();
        let mut records: Vec<Record> = bodies
            .map(|body| Record {
                body: Some(body),
                after: None,
            })
            .collect();
        match records.last_mut() {
            Some(last) => last.after = Some(next.clone()),
            // Nothing came, but the position moved: to another list, or to the end of the past.
            None if next != self.position => records.push(Record {
                body: None,
                after: Some(next.clone()),
            }),
            None => {}
        }
        self.position = next;
        self.is_at_end = page.is_last;
        self.page = Some((now, page.filled));
        let pause = match page.is_last {
            true => about(self.every),
            false => page.pause,
        };
        self.due = Some(Instant::now() + pause);
        if records.is_empty() {
            self.told(0, true);
        }
        Ok(Polled {
            records,
            lag: self.lag(),
            pause: pause.min(SIGN),
            ..Polled::default()
        })
    }

    fn decode(&self, shop: &Shop, record: &Record, into: &mut Batch) {
        let Some(body) = &record.body else { return };
        let delivery = Delivery {
            platform: self.platform,
            topic: body.topic.clone(),
            key: None,
            body: body.body.clone().into(),
        };
        let now = into.now();
        into.add(decode_delivery(shop, now, now, delivery));
    }

    async fn position(
        &mut self,
        before: Option<&str>,
        records: &[Record],
    ) -> Result<Option<String>, Fault> {
        let after = records
            .iter()
            .rev()
            .find_map(|record| record.after.as_ref());
        Ok(Some(match (after, before) {
            (Some(after), _) => after.to_text(),
            // Part of a page: the position stays until the last record is committed.
            (None, Some(before)) => before.to_owned(),
            (None, None) => Position::new(self.position.since(), None).to_text(),
        }))
    }

    async fn acknowledge(&mut self, _: Option<&str>, records: &[Record]) -> Result<(), Fault> {
        let bodies = records.iter().filter(|record| record.body.is_some());
        let is_whole = records.iter().any(|record| record.after.is_some());
        self.told(bodies.count(), is_whole);
        Ok(())
    }
}
