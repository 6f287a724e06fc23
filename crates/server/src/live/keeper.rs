//! The task that keeps a shop's board: reads it after changes, and sends these to the viewers.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use telemetry::Distribution;
use telemetry::catalogue::SCREEN_AGE;
use telemetry::labels::OfShop;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::channel::Channel;
use super::pacing::{Pacing, Turns};
use super::reader::BoardReader;
use super::reading::Reading;
use super::section::{COUNT, Section};
use super::whole::Member;

/// How often a message is sent without any change, so that viewers know the connection works.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// The longest time between two looks at the clock. The wall clock may jump, so the keeper does not sleep through to
/// midnight.
const LOOK: Duration = Duration::from_secs(1);
/// The first and the longest pause before a failed read is repeated.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// A shop's board keeper.
pub(crate) struct Keeper {
    reader: Arc<BoardReader>,
    channel: Arc<Channel>,
    news: watch::Receiver<u64>,
    pacing: Pacing,
    /// The texts that the viewers have.
    published: [Bytes; COUNT],
    newest: Option<Arc<Reading>>,
    turns: Turns,
    /// When the last message was sent.
    told: Option<Instant>,
    /// When a section that had to wait may be sent.
    pending: Option<Instant>,
    /// When, and after what pause, a failed read is repeated.
    retry: Option<(Instant, Duration)>,
    /// The age of the newest order in a message.
    age: Arc<Distribution>,
}

impl Keeper {
    pub(crate) fn new(reader: Arc<BoardReader>, channel: Arc<Channel>) -> Keeper {
        let shop = OfShop::new(reader.shop().id.shared());
        Keeper {
            age: SCREEN_AGE.series(shop),
            news: reader.news(),
            reader,
            channel,
            pacing: Pacing::default(),
            published: [const { Bytes::new() }; COUNT],
            newest: None,
            turns: Turns::default(),
            told: None,
            pending: None,
            retry: None,
        }
    }

    /// Runs until the channel is closed, or `is_over` returns true because there are no viewers left.
    pub(crate) async fn run(self, is_over: impl Fn() -> bool) {
        // Runs next to `keep`, which is often busy or asleep when news arrives.
        let reader = Arc::clone(&self.reader);
        tokio::select! {
            () = self.keep(is_over) => {}
            () = reader.note_news() => {}
        }
    }

    async fn keep(mut self, is_over: impl Fn() -> bool) {
        while let Some(viewers) = self.channel.viewers()
            && !is_over()
        {
            self.refresh(viewers).await;
            self.wait().await;
        }
    }

    /// Reads if there is a reason to, and sends the changes.
    async fn refresh(&mut self, viewers: usize) {
        let is_heartbeat = self.told.is_none_or(|told| told.elapsed() >= HEARTBEAT);
        // A heartbeat claims that the figures are current, so it reads them to be sure. All other reasons to read show
        // in the versions and the clock.
        let result = if is_heartbeat || self.retry.is_some() {
            self.reader.read().await
        } else {
            self.reader.current().await
        };
        let now = Instant::now();
        match result {
            Ok(reading) => {
                let recovered = self.retry.take().is_some();
                let is_new = self
                    .newest
                    .as_ref()
                    .is_none_or(|newest| !Arc::ptr_eq(newest, &reading));
                if is_new {
                    self.turns.read(now, viewers);
                }
                self.tell_changes(&reading, viewers, is_heartbeat || recovered, now);
                self.newest = Some(reading);
            }
            Err(error) => {
                let pause = match self.retry {
                    None => {
                        let error = error.as_ref() as &dyn std::error::Error;
                        let shop = self.reader.shop().id.as_str();
                        tracing::warn!(
                            shop,
                            error,
                            "the board cannot be read; viewers keep the last"
                        );
                        RETRY.0
                    }
                    Some((_, pause)) => (pause * 2).min(RETRY.1),
                };
                let is_first = self.retry.is_none();
                self.retry = Some((now + pause, pause));
                self.turns.failed(now, viewers);
                if let Some(newest) = &self.newest
                    && (is_first || is_heartbeat)
                {
                    let newest: Arc<Reading> = Arc::clone(newest);
                    self.channel.publish(newest, &[], true);
                    self.told = Some(now);
                }
            }
        }
    }

    /// Sends the changed sections that are due; a message without any if it must.
    fn tell_changes(&mut self, reading: &Arc<Reading>, viewers: usize, must: bool, now: Instant) {
        let differs = |section| self.published[section as usize] != *reading.texts.get(section);
        let mut sections: Vec<Section> = Section::ALL
            .into_iter()
            .filter(|&section| section != Section::Fresh && differs(section))
            .collect();
        self.pending = None;
        // A new day is sent whole: yesterday's pulse under today's date would be wrong, not just late.
        if !sections.contains(&Section::Date) {
            sections.retain(|&section| match self.pacing.due(section, viewers) {
                Some(due) if due > now => {
                    self.pending = Some(self.pending.map_or(due, |pending| pending.min(due)));
                    false
                }
                _ => true,
            });
        }
        // `fresh` only goes out together with figures, never alone.
        if sections.iter().any(|&it| it != Section::Comparison) && differs(Section::Fresh) {
            sections.push(Section::Fresh);
        }
        if sections.is_empty() && !must {
            return;
        }
        let members = sections.iter().map(|section| {
            let text = reading.texts.get(*section);
            (section.name(), text.clone())
        });
        let members: Vec<Member> = members.collect();
        let newest: Arc<Reading> = Arc::clone(reading);
        self.channel.publish(newest, &members, false);
        self.reader.end_notices();
        self.turns.told(now, viewers, !sections.is_empty());
        self.told = Some(now);
        if sections.contains(&Section::Fresh)
            && let Some(accepted) = reading.accepted_at()
        {
            let age = (self.reader.clock())().millis() - accepted.millis();
            self.age.record(age.max(0) as f64 / 1_000.0);
        }
        for section in sections {
            let text = reading.texts.get(section);
            self.pacing.sent(section, text.len(), now);
            self.published[section as usize] = text.clone();
        }
    }

    /// Waits for the next reason to look, and at least for the shortest pause after a message or a read.
    async fn wait(&mut self) {
        let now = Instant::now();
        let heartbeat = self.told.map(|told| told + HEARTBEAT);
        let retry = self.retry.map(|(at, _)| at);
        let times = [heartbeat, retry, self.pending];
        let until = times
            .into_iter()
            .flatten()
            .fold(now + self.until_next_look(), Instant::min);
        let news = self.news.changed();
        if retry.is_some() {
            // News from a store that does not answer should not make us ask it more often.
            sleep_until(until).await;
        } else if let Ok(Err(_)) = timeout_at(until, news).await {
            // A closed store has no more news.
            sleep_until(until).await;
        }
        if let Some(free) = self.turns.free() {
            sleep_until(free).await;
        }
    }

    /// The time until the shop's next minute, when the comparison and perhaps the day change.
    fn until_next_look(&self) -> Duration {
        let millis = (self.reader.clock())()
            .millis()
            .rem_euclid(60_000)
            .unsigned_abs();
        Duration::from_millis(60_000 - millis).min(LOOK)
    }
}
