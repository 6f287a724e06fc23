//! The active alerts.

use std::collections::{BTreeMap, BTreeSet};

use crate::Timestamp;

/// How long, in milliseconds, data must be missing, or arrive again, before that is believed: a restart or failover is
/// shorter.
const HOLD_MILLIS: i64 = 60_000;

/// The condition that an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Orders of a shop are far below the usual, although data arrive.
    SalesStopped,
    /// A source of a shop is silent, or is read too far behind.
    DataStopped,
    /// The store does not answer.
    StoreAway,
    /// The store answers, but refuses a shop's orders until somebody fixes something. Without a shop: it has refused
    /// all writes for a while.
    StoreRefuses,
    /// The store forgot figures without an error.
    StoreLost,
    /// A source of a shop removed orders before they were read.
    DataLost,
    /// A shop has nearly as many items as allowed, or orders were refused for that reason.
    ItemsFull,
    /// A shop's figures differ from its platform's.
    BooksDiffer,
    /// A shop's separately kept rejects have filled nearly all of their room, or all of it, so that the oldest are
    /// dropped.
    RejectsFull,
    /// Archives cannot be written to a place.
    ArchiveFailed,
    /// A server's intake buffer takes no orders.
    BufferRefuses,
}

impl Rule {
    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::SalesStopped => "sales_stopped",
            Rule::DataStopped => "data_stopped",
            Rule::StoreAway => "store_away",
            Rule::StoreRefuses => "store_refuses",
            Rule::StoreLost => "store_lost",
            Rule::DataLost => "data_lost",
            Rule::ItemsFull => "items_full",
            Rule::BooksDiffer => "books_differ",
            Rule::RejectsFull => "rejects_full",
            Rule::ArchiveFailed => "archive_failed",
            Rule::BufferRefuses => "buffer_refuses",
        }
    }

    /// The rule with this name.
    pub fn parse(name: &str) -> Option<Rule> {
        let all = [
            Rule::SalesStopped,
            Rule::DataStopped,
            Rule::StoreAway,
            Rule::StoreRefuses,
            Rule::StoreLost,
            Rule::DataLost,
            Rule::ItemsFull,
            Rule::BooksDiffer,
            Rule::RejectsFull,
            Rule::ArchiveFailed,
            Rule::BufferRefuses,
        ];
        all.into_iter().find(|rule| rule.as_str() == name)
    }

    /// How long a verdict has to hold, in milliseconds. That on sales already covers a stretch of time.
    const fn hold_millis(self) -> i64 {
        match self {
            Rule::SalesStopped
            | Rule::StoreAway
            | Rule::StoreRefuses
            | Rule::StoreLost
            | Rule::DataLost
            | Rule::ItemsFull
            | Rule::BooksDiffer
            | Rule::RejectsFull
            | Rule::ArchiveFailed
            | Rule::BufferRefuses => 0,
            Rule::DataStopped => HOLD_MILLIS,
        }
    }
}

/// The result of checking a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Good,
    /// Something is wrong, with the reason.
    Bad(String),
    /// Unknown at the moment: the previous state persists.
    Unknown,
}

/// A verdict, and its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The checked rule.
    pub rule: Rule,
    /// The shop; `None` for rules about the whole store.
    pub shop: Option<String>,
    /// The source, if it is about one; the place, for archives.
    pub source: Option<String>,
    /// The result.
    pub verdict: Verdict,
    /// When it began, if that is known better than from the time of the finding.
    pub since: Option<Timestamp>,
}

impl Finding {
    /// The identity of the alert: the same rule about the same subject is the same alert. It is used in addresses, so
    /// it only has letters, digits, `_`, `-` and `.`.
    pub fn id(&self) -> String {
        let parts = [
            Some(self.rule.as_str()),
            self.shop.as_deref(),
            self.source.as_deref(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().map(part).collect();
        parts.join(".")
    }
}

fn part(text: &str) -> String {
    let sign = |sign: char| {
        let kept = sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-');
        if kept { sign } else { '-' }
    };
    text.chars().map(sign).collect()
}

/// An active alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// See [`Finding::id`].
    pub id: String,
    /// The rule behind it.
    pub rule: Rule,
    /// See [`Finding`].
    pub shop: Option<String>,
    /// See [`Finding`].
    pub source: Option<String>,
    /// Since when the problem has existed.
    pub since: Timestamp,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// What is wrong, for people.
    pub detail: String,
    /// The end of its snooze, if it is snoozed.
    pub snoozed_until: Option<Timestamp>,
    /// Whether it was sent to all targets there are.
    pub is_told: bool,
    /// The targets that have it, as long as others do not.
    pub told: BTreeSet<String>,
}

impl Alert {
    /// Whether it is snoozed now.
    pub fn is_snoozed(&self, now: Timestamp) -> bool {
        self.snoozed_until.is_some_and(|until| now < until)
    }
}

/// A change that targets are notified of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It has happened.
    Raised,
    /// It is over.
    Recovered,
}

/// The active alerts, and changes not yet held long enough.
#[derive(Clone, Debug, Default)]
pub struct AlertBook {
    alerts: BTreeMap<String, Alert>,
    /// By id, since when the verdict has contradicted the current state.
    turning: BTreeMap<String, Timestamp>,
}

impl AlertBook {
    /// A book with already active alerts, as after a restart.
    pub fn restore(alerts: impl IntoIterator<Item = Alert>) -> AlertBook {
        let alerts = alerts.into_iter().map(|alert| (alert.id.clone(), alert));
        AlertBook {
            alerts: alerts.collect(),
            turning: BTreeMap::new(),
        }
    }

    /// The active alerts, in the order of their ids.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.alerts.values()
    }

    /// An active alert.
    pub fn get(&self, id: &str) -> Option<&Alert> {
        self.alerts.get(id)
    }

    /// Snoozes an alert until a time; `None` ends the snooze.
    pub fn snooze(&mut self, id: &str, until: Option<Timestamp>) {
        if let Some(alert) = self.alerts.get_mut(id) {
            alert.snoozed_until = until;
        }
    }

    /// Ends the expired snoozes.
    pub fn wake(&mut self, now: Timestamp) {
        for alert in self.alerts.values_mut() {
            alert.snoozed_until = alert.snoozed_until.filter(|until| now < *until);
        }
    }

    /// Notes that some targets have an alert, of all there are. An alert that was raised again is another one.
    pub fn told(
        &mut self,
        (id, raised_at): (&str, Timestamp),
        by: BTreeSet<String>,
        all: &BTreeSet<String>,
    ) {
        let alert = self.alerts.get_mut(id);
        if let Some(alert) = alert.filter(|alert| alert.raised_at == raised_at) {
            alert.told.extend(by);
            alert.is_told |= alert.told.is_superset(all);
        }
    }

    /// Active alerts that still have to be sent to some of the targets.
    pub fn untold(&self, now: Timestamp) -> Vec<Alert> {
        let untold = |alert: &&Alert| !alert.is_told && !alert.is_snoozed(now);
        self.alerts.values().filter(untold).cloned().collect()
    }

    /// Applies a finding. Returns the change it caused: an alert was raised, or is over.
    pub fn observe(&mut self, now: Timestamp, finding: &Finding) -> Option<(Told, Alert)> {
        let id = finding.id();
        let stands = self.alerts.contains_key(&id);
        let turns = match (&finding.verdict, stands) {
            (Verdict::Unknown, _) => return None,
            (Verdict::Bad(detail), true) => {
                if let Some(alert) = self.alerts.get_mut(&id) {
                    alert.detail.clone_from(detail);
                }
                false
            }
            (Verdict::Good, false) => false,
            (Verdict::Bad(_), false) | (Verdict::Good, true) => true,
        };
        if !turns {
            self.turning.remove(&id);
            return None;
        }
        let first = *self.turning.entry(id.clone()).or_insert(now);
        if now.millis() - first.millis() < finding.rule.hold_millis() {
            return None;
        }
        self.turning.remove(&id);
        if let Verdict::Bad(detail) = &finding.verdict {
            let alert = Alert {
                id: id.clone(),
                rule: finding.rule,
                shop: finding.shop.clone(),
                source: finding.source.clone(),
                since: finding.since.unwrap_or(first),
                raised_at: now,
                detail: detail.clone(),
                snoozed_until: None,
                is_told: false,
                told: BTreeSet::new(),
            };
            self.alerts.insert(id, alert.clone());
            return Some((Told::Raised, alert));
        }
        let alert = self.alerts.remove(&id)?;
        Some((Told::Recovered, alert))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(1_520_000_000_000 + second * 1_000)
    }

    fn finding(rule: Rule, verdict: Verdict) -> Finding {
        let source = (rule == Rule::DataStopped).then(|| "kinesis:orders/eu".to_owned());
        Finding {
            rule,
            shop: Some("default".to_owned()),
            source,
            verdict,
            since: None,
        }
    }

    fn bad(rule: Rule) -> Finding {
        finding(rule, Verdict::Bad("gone".to_owned()))
    }

    #[test]
    fn an_alert_is_raised_once_and_ends_once() {
        let mut book = AlertBook::default();
        let raised = book.observe(at(0), &bad(Rule::SalesStopped)).unwrap();
        assert_eq!(
            (raised.0, &*raised.1.id),
            (Told::Raised, "sales_stopped.default")
        );
        assert_eq!(book.observe(at(9), &bad(Rule::SalesStopped)), None);
        let unknown = finding(Rule::SalesStopped, Verdict::Unknown);
        assert_eq!(book.observe(at(10), &unknown), None);
        assert_eq!(book.alerts().count(), 1);
        let good = finding(Rule::SalesStopped, Verdict::Good);
        assert_eq!(book.observe(at(11), &good).unwrap().0, Told::Recovered);
        assert_eq!(book.observe(at(12), &good), None);
    }

    #[test]
    fn data_that_come_and_go_raise_nothing() {
        let mut book = AlertBook::default();
        let good = finding(Rule::DataStopped, Verdict::Good);
        for second in 0..600 {
            let finding = if second % 50 < 40 {
                bad(Rule::DataStopped)
            } else {
                good.clone()
            };
            assert_eq!(book.observe(at(second), &finding), None, "{second}");
        }
        assert_eq!(book.observe(at(600), &bad(Rule::DataStopped)), None);
        let raised = book.observe(at(660), &bad(Rule::DataStopped)).unwrap().1;
        assert_eq!((raised.since, raised.raised_at), (at(600), at(660)));
        assert_eq!(raised.id, "data_stopped.default.kinesis-orders-eu");
        assert_eq!(book.observe(at(661), &good), None);
        assert_eq!(book.observe(at(700), &bad(Rule::DataStopped)), None);
        assert_eq!(book.observe(at(720), &good), None, "it began anew");
        assert_eq!(book.observe(at(780), &good).unwrap().0, Told::Recovered);
    }

    #[test]
    fn a_snoozed_alert_is_told_when_the_snooze_ends() {
        let mut book = AlertBook::default();
        book.observe(at(0), &bad(Rule::StoreAway));
        let id = book.untold(at(0))[0].id.clone();
        book.snooze(&id, Some(at(100)));
        book.wake(at(99));
        assert_eq!(book.untold(at(99)), []);
        assert_eq!(book.get(&id).unwrap().snoozed_until, Some(at(100)));
        assert_eq!(book.untold(at(100)).len(), 1);
        book.wake(at(100));
        assert_eq!(book.get(&id).unwrap().snoozed_until, None);
        let (one, all) = (["a"], ["a", "b"]);
        let one = || BTreeSet::from(one.map(str::to_owned));
        let all = BTreeSet::from(all.map(str::to_owned));
        book.told((&id, at(0)), one(), &all);
        assert_eq!(
            book.untold(at(101))[0].told,
            one(),
            "the other has not heard"
        );
        book.told((&id, at(9)), all.clone(), &all);
        assert_eq!(book.untold(at(101)).len(), 1, "that was another one");
        book.told((&id, at(0)), all.clone(), &all);
        assert_eq!(book.untold(at(101)), []);
        let again = AlertBook::restore(book.alerts().cloned());
        assert_eq!(again.untold(at(102)), [], "a restart does not tell again");
    }
}
