//! One round after the other: judge, keep, notify.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::Timestamp;
use domain::alerts::{AlertBook, Finding, Told};

use super::judge::Judge;
use super::notes;
use super::post::Post;
use super::standing::Shared;
use crate::archive::{self, Failing};
use crate::health::HealthKeeper;

/// How often to rewrite the text of an active alert in the store, in milliseconds.
const REWRITE: i64 = 60_000;

/// The notes written last, by name: an unchanged note is not written again.
type Written = HashMap<String, String>;

/// The state that carries over from round to round.
pub(super) struct Round {
    shared: Arc<Shared>,
    health: Arc<HealthKeeper>,
    judge: Judge,
    book: AlertBook,
    /// Problems that only this server meets and cannot share, because it may not write. It notifies of them itself,
    /// whichever server decides.
    own: AlertBook,
    /// The places to which archives cannot be written.
    failing: BTreeMap<String, Failing>,
    /// Whether this server decides and notifies.
    is_first: bool,
    /// Whether the notes were read at least once.
    has_read: bool,
    /// Snoozes of alerts that are over.
    stale: Vec<String>,
    written: Written,
    rewritten: Timestamp,
    post: Post,
}

impl Round {
    pub(super) fn new(shared: Arc<Shared>, health: Arc<HealthKeeper>, judge: Judge) -> Round {
        Round {
            post: Post::new(Arc::clone(&shared)),
            shared,
            health,
            judge,
            book: AlertBook::default(),
            own: AlertBook::default(),
            failing: BTreeMap::new(),
            // If the store was never reachable, every server notifies.
            is_first: true,
            has_read: false,
            stale: Vec::new(),
            written: Written::new(),
            rewritten: Timestamp::from_millis(0),
        }
    }

    pub(super) async fn run(&mut self) {
        let (now, health) = ((self.shared.clock)(), self.health.newest());
        if health.as_of.is_empty() {
            // No health report yet.
            return;
        }
        let is_here = health.store.available;
        let read = if is_here {
            self.shared.store.notes().await.ok()
        } else {
            None
        };
        let mut findings: Vec<Finding> = self.judge.store(now, &health).into_iter().collect();
        if let Some(notes) = read {
            let first = health.servers.first();
            let is_first = first.is_none_or(|first| first.id == health.server.id);
            self.take(&notes, is_first);
            let failing = archive::failing(&notes, now);
            if is_first {
                findings.extend(Judge::books(&notes, &self.book));
                findings.extend(Judge::archives(&failing, &self.book));
            }
            self.failing = failing;
        }
        let losses = self.health.losses();
        // A loss reported while the store is away was seen before.
        if is_here || !losses.is_empty() {
            findings.push(Judge::losses(&losses));
        }
        if self.is_first {
            let sources = self.judge.sources(&health);
            if is_here {
                let due = self.judge.due(&self.book);
                let sales = self.judge.sales(&due, now, &health, &sources, &self.book);
                findings.extend(sales.await);
                findings.extend(self.judge.items(&due).await);
                findings.extend(self.judge.rejects(&due, now).await);
                findings.extend(self.judge.lost_data(now, &health, &self.book).await);
            }
            findings.extend(sources);
            findings.extend(self.judge.writes(now, &health));
            let servers = health.servers.len();
            findings.extend(self.judge.buffers(&self.health.buffers(), servers));
            let refusals = self.health.refusals();
            findings.extend(self.judge.refusals(&refusals, servers, &self.book));
        }
        self.post.collect(now, [&mut self.book, &mut self.own]);
        // Each change, and whether this server notifies of it.
        let mut changes = Vec::new();
        for finding in &findings {
            let change = self.book.observe(now, finding);
            changes.extend(change.map(|change| (change, self.is_first)));
        }
        if !self.is_first {
            let is_unheard = self.health.is_unheard();
            let mut own = Vec::from_iter(self.judge.own_writes(now, &health, is_unheard));
            own.extend(self.judge.own_buffer(&self.health.buffers(), &health));
            if is_here {
                own.extend(self.judge.own_lost_data(now).await);
            }
            for finding in &own {
                let change = self.own.observe(now, finding);
                changes.extend(change.map(|change| (change, true)));
            }
        }
        for ((told, alert), is_told_here) in changes {
            tracing::warn!(
                alert = alert.id,
                detail = alert.detail,
                "alert {}",
                word(told)
            );
            if told == Told::Recovered && is_told_here {
                self.post.over(&alert);
            }
        }
        self.book.wake(now);
        self.own.wake(now);
        let others = self.book.alerts();
        let others = others.filter(|it| self.own.get(&it.id).is_none());
        let stands = self.own.alerts().chain(others);
        self.shared.keep(stands.cloned().collect(), &self.failing);
        let here = match self.is_first {
            true => &mut self.book,
            false => &mut self.own,
        };
        self.post.send(now, here);
        if self.is_first && is_here {
            self.write(now).await;
        }
    }

    /// Takes over the state that the servers share. The deciding server knows it better than the notes, once it has
    /// read them; but any server may have snoozed an alert.
    fn take(&mut self, notes: &[(String, String)], is_first: bool) {
        let mut kept = notes::read(notes);
        if is_first && !self.is_first {
            // From now on these are sent with everything else.
            let own = std::mem::take(&mut self.own);
            kept.extend(own.alerts().cloned());
        }
        if is_first && self.is_first && self.has_read {
            let own = self
                .book
                .alerts()
                .map(|alert| (alert.id.clone(), alert.raised_at));
            for (id, raised_at) in own.collect::<Vec<_>>() {
                if let Some(kept) = kept.iter().find(|kept| kept.id == id) {
                    self.book.snooze(&id, kept.snoozed_until);
                    // By another server, while this one could not reach the store.
                    let (by, nobody) = (kept.told.clone(), BTreeSet::new());
                    let all = if kept.is_told {
                        &nobody
                    } else {
                        self.post.keys()
                    };
                    self.book.told((&id, raised_at), by, all);
                }
            }
        } else {
            self.book = AlertBook::restore(kept);
            self.written = notes.iter().cloned().collect();
        }
        self.stale = notes::stale_snoozes(notes);
        self.is_first = is_first;
        self.has_read = true;
    }

    /// Writes changes to the store, so that the other servers show them and do not send them again.
    async fn write(&mut self, now: Timestamp) {
        let texts: Written = self
            .book
            .alerts()
            .map(|alert| (notes::alert_name(&alert.id), notes::write(alert)))
            .collect();
        let is_due = now.millis() - self.rewritten.millis() >= REWRITE;
        for (name, text) in &texts {
            let before = self.written.get(name);
            let is_news = before.is_none_or(|before| notes::told(before) != notes::told(text));
            if (is_news || (is_due && before != Some(text)))
                && self.shared.store.set_note(name, Some(text)).await.is_ok()
            {
                self.written.insert(name.clone(), text.clone());
                self.rewritten = now;
            }
        }
        let prefix = notes::alert_name("");
        let written = self.written.keys();
        let over = written.filter(|name| name.starts_with(&prefix) && !texts.contains_key(*name));
        let gone: Vec<String> = over.cloned().chain(self.stale.drain(..)).collect();
        for name in gone {
            if self.shared.store.set_note(&name, None).await.is_ok() {
                self.written.remove(&name);
            }
        }
    }
}

const fn word(told: Told) -> &'static str {
    match told {
        Told::Raised => "raised",
        Told::Recovered => "over",
    }
}
