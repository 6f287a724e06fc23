//! Messages on their way: each target gets its own, in its own time, so that one that hangs or refuses keeps neither
//! the others from theirs nor this server from judging.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::Timestamp;
use domain::alerts::{Alert, AlertBook};
use ports::caught;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;

use super::standing::Shared;
use super::tell::{AlertMessage, AlertTarget, Occasion, tell};

/// How often to try a message that an alert is over.
const TRIES: u32 = 20;
/// The pause before a message is tried again, in milliseconds. It doubles with each failure.
const PAUSE: i64 = 30_000;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 5 * 60_000;
/// How many messages are sent to a target at a time.
const AT_ONCE: usize = 4;

/// A target, by its place in the list, and the id of an alert. A target gets one message about an alert at a time, so
/// that it does not hear that it is over before it hears of it.
type Way = (usize, String);

/// What could not be sent, or not yet.
struct Waiting {
    alert: Alert,
    occasion: Occasion,
    failures: u32,
    not_before: i64,
}

struct Arrival {
    way: Way,
    sent: Waiting,
    result: Result<(), String>,
}

/// Sends messages, and remembers which have not arrived.
pub(super) struct Post {
    shared: Arc<Shared>,
    keys: BTreeSet<String>,
    /// They end with this.
    under_way: JoinSet<()>,
    arrivals: (UnboundedSender<Arrival>, UnboundedReceiver<Arrival>),
    /// Where a message is under way, and whether the alert was over before it arrived.
    busy: BTreeMap<Way, bool>,
    waiting: BTreeMap<Way, Waiting>,
}

impl Post {
    /// The keys of all targets.
    pub(super) const fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    pub(super) fn new(shared: Arc<Shared>) -> Post {
        let keys = shared.targets.iter().map(|target| target.key()).collect();
        Post {
            shared,
            keys,
            under_way: JoinSet::new(),
            arrivals: mpsc::unbounded_channel(),
            busy: BTreeMap::new(),
            waiting: BTreeMap::new(),
        }
    }

    /// Notes in the books what has arrived since the last time.
    pub(super) fn collect(&mut self, now: Timestamp, mut books: [&mut AlertBook; 2]) {
        while self.under_way.try_join_next().is_some() {}
        while let Ok(Arrival { way, sent, result }) = self.arrivals.1.try_recv() {
            let is_over = self.busy.remove(&way).unwrap_or_default();
            let Some(target) = self.shared.targets.get(way.0) else {
                continue;
            };
            if let Err(error) = &result {
                let target_name = target.name();
                tracing::warn!(target_name, error, "an alert could not be sent");
            }
            match (sent.occasion, result) {
                (Occasion::Raised, Ok(())) => {
                    let named = (&*sent.alert.id, sent.alert.raised_at);
                    let by = BTreeSet::from([target.key()]);
                    for book in &mut books {
                        book.told(named, by.clone(), &self.keys);
                    }
                    if is_over {
                        self.waiting.insert(way, Waiting::over(sent.alert));
                    }
                }
                (Occasion::Raised, Err(_)) if is_over => {}
                (Occasion::Recovered, Err(_)) if sent.failures + 1 >= TRIES => {}
                (_, Err(_)) => {
                    let waiting = sent.again(now);
                    self.waiting.entry(way).or_insert(waiting);
                }
                (_, Ok(())) => {}
            }
        }
    }

    /// An alert is over: whoever has heard of it is to hear that.
    pub(super) fn over(&mut self, alert: &Alert) {
        for (place, target) in self.shared.targets.iter().enumerate() {
            let way = (place, alert.id.clone());
            if let Some(is_over) = self.busy.get_mut(&way) {
                *is_over = true;
            }
            // What was to be tried again is about an alert that is no longer there.
            self.waiting.remove(&way);
            if alert.is_told || alert.told.contains(&target.key()) {
                self.waiting.insert(way, Waiting::over(alert.clone()));
            }
        }
    }

    /// Sends what is due: the alerts of a book that some targets do not have, and what waits.
    pub(super) fn send(&mut self, now: Timestamp, book: &mut AlertBook) {
        for alert in book.untold(now) {
            if self.keys.is_empty() {
                // Nobody who would have to hear of it later.
                book.told((&alert.id, alert.raised_at), BTreeSet::new(), &self.keys);
            }
            for (place, target) in self.shared.targets.iter().enumerate() {
                let way = (place, alert.id.clone());
                if alert.told.contains(&target.key()) || self.busy.contains_key(&way) {
                    continue;
                }
                let before = self.waiting.remove(&way);
                let same = before.filter(|it| it.alert.raised_at == alert.raised_at);
                let same = same.filter(|it| it.occasion == Occasion::Raised);
                let waiting = same.unwrap_or_else(|| Waiting::raised(alert.clone()));
                let alert = alert.clone();
                self.waiting.insert(way, Waiting { alert, ..waiting });
            }
        }
        let gone = |it: &Waiting| {
            let stands = book.get(&it.alert.id);
            let stands = stands.filter(|alert| alert.raised_at == it.alert.raised_at);
            it.occasion == Occasion::Raised && stands.is_none_or(|alert| alert.is_snoozed(now))
        };
        self.waiting.retain(|_, it| !gone(it));
        let mut room = vec![AT_ONCE; self.shared.targets.len()];
        for (place, _) in self.busy.keys() {
            room[*place] = room[*place].saturating_sub(1);
        }
        let is_due = |way: &Way, it: &mut Waiting| {
            let is_free = !self.busy.contains_key(way) && room[way.0] > 0;
            let is_due = is_free && it.is_due(now);
            room[way.0] -= usize::from(is_due);
            is_due
        };
        let due: Vec<(Way, Waiting)> = self.waiting.extract_if(.., is_due).collect();
        for (way, waiting) in due {
            self.busy.insert(way.clone(), false);
            let (shared, arrived) = (Arc::clone(&self.shared), self.arrivals.0.clone());
            self.under_way.spawn(async move {
                let told = caught(waiting.tell(&*shared.targets[way.0])).await;
                let result = told.unwrap_or_else(|panicked| Err(panicked.to_string()));
                // Whoever would note it may be gone.
                let _ = arrived.send(Arrival {
                    way,
                    sent: waiting,
                    result,
                });
                // The next round need not wait.
                shared.look.notify_one();
            });
        }
    }
}

impl Waiting {
    fn raised(alert: Alert) -> Waiting {
        Waiting {
            alert,
            occasion: Occasion::Raised,
            failures: 0,
            not_before: 0,
        }
    }

    fn over(alert: Alert) -> Waiting {
        Waiting {
            occasion: Occasion::Recovered,
            ..Waiting::raised(alert)
        }
    }

    fn again(self, now: Timestamp) -> Waiting {
        let pause = (PAUSE << self.failures.min(16)).min(LONGEST_PAUSE);
        Waiting {
            failures: self.failures + 1,
            not_before: now.millis() + pause,
            ..self
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let pause = self.not_before - now.millis();
        // A clock that was set back must not put it off for hours.
        !(1..=LONGEST_PAUSE).contains(&pause)
    }

    async fn tell(&self, target: &dyn AlertTarget) -> Result<(), String> {
        let message = AlertMessage {
            occasion: self.occasion,
            alert: api_types::Alert::new(&self.alert),
        };
        tell(target, &message, target.patience()).await
    }
}

#[cfg(test)]
mod tests {
    use domain::alerts::Rule;

    use super::*;

    #[test]
    fn a_message_is_tried_again_after_its_pause_whatever_the_clock_does() {
        let at = |seconds: i64| Timestamp::from_millis(1_775_000_000_000 + seconds * 1_000);
        let alert = Alert {
            id: "store_away".to_owned(),
            rule: Rule::StoreAway,
            shop: None,
            source: None,
            since: at(0),
            raised_at: at(0),
            detail: String::new(),
            snoozed_until: None,
            is_told: false,
            told: BTreeSet::new(),
        };
        let first = Waiting::raised(alert);
        assert!(first.is_due(at(0)));
        let second = first.again(at(0));
        assert!(!second.is_due(at(0)) && !second.is_due(at(29)) && second.is_due(at(30)));
        assert!(second.is_due(at(-3_600)), "it was set back by an hour");
    }
}
