//! An order with its refunds: what is known about it, and the events it gives.

use std::collections::BTreeMap;

use compact_str::format_compact;
use domain::{LineKind, Standing, Timestamp};
use serde::{Deserialize, Serialize};

use crate::event::{Event, Line};
use crate::joined::{Joined, written};
use crate::money::Money;
use crate::text::Text;

/// Base version of a refund known only from an order's body. It decreases with the time of the sighting: the earliest
/// wins, and any record from the API beats it.
const STUB: i64 = 4_000_000_000;
/// How long an order that never counted is remembered, in seconds. If it is paid within that time, it counts on the day
/// of payment, and cannot have been counted before.
const UNPAID: i64 = 90 * 86_400;
/// The longest note. If an order has more, versions alone decide.
const MAX_NOTE: usize = 256 * 1024;

/// What a body says about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    family: Text,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Ordered(Box<Body>, Vec<(Text, Stub)>),
    Refunded(Text, Refund),
    /// The version is made from the time of arrival.
    Deleted(i64),
}

/// An order's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) version: i64,
    pub(super) modified: i64,
    /// When it was paid, or else placed.
    pub(super) at: i64,
    pub(super) created: i64,
    pub(super) counts: bool,
    pub(super) currency: Option<Text>,
    pub(super) channel: Option<Text>,
    pub(super) country: Option<Text>,
    pub(super) lines: Vec<Line>,
}

/// A refund as named by an order's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stub {
    /// When the body that names it was changed.
    pub(super) at: i64,
    /// Below 0, including tax and shipping.
    #[serde(rename = "a")]
    pub(super) total: Money,
}

/// A refund from the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refund {
    #[serde(rename = "v")]
    pub(super) version: i64,
    pub(super) at: i64,
    #[serde(rename = "l")]
    pub(super) lines: Vec<Line>,
}

impl Told {
    pub(super) fn ordered(order: &str, body: Body, refunds: Vec<(Text, Stub)>) -> Told {
        Told::of(order, What::Ordered(Box::new(body), refunds))
    }

    pub(super) fn refunded(order: &str, id: Text, refund: Refund) -> Told {
        Told::of(order, What::Refunded(id, refund))
    }

    pub(super) fn deleted(order: &str, received_at: Timestamp) -> Told {
        let second = received_at.millis().div_euclid(1_000);
        Told::of(order, What::Deleted(second * 1_000_000 + 999_999))
    }

    fn of(order: &str, what: What) -> Told {
        let family = format_compact!("woo:{order}");
        Told { family, what }
    }

    pub(crate) fn family(&self) -> &str {
        &self.family
    }

    pub(crate) fn join(&self, known: Option<&str>, now: i64) -> Joined {
        let id = &self.family;
        let known = known.and_then(|known| serde_json::from_str::<Family>(known).ok());
        let mut family = known.unwrap_or_default();
        let mut events: Vec<Event> = family.learn(id, &self.what).into_iter().collect();
        events.extend(family.of_refunds(id));
        let newest = events.iter().map(|event| event.at).max();
        let order = family.order.as_ref();
        let until = match order {
            Some(order) if order.counted.is_none() => order.modified + UNPAID,
            Some(order) => order.modified.max(newest.unwrap_or_default()),
            None => newest.unwrap_or(now),
        };
        Joined {
            note: written(&family).filter(|note| note.len() <= MAX_NOTE),
            until,
            events,
        }
    }
}

/// Everything known about an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Family {
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    order: Option<Known>,
    #[serde(rename = "r", default, skip_serializing_if = "BTreeMap::is_empty")]
    refunds: BTreeMap<Text, Refund>,
    #[serde(rename = "s", default, skip_serializing_if = "BTreeMap::is_empty")]
    stubs: BTreeMap<Text, Stub>,
    /// Refunds that were once taken back: from then on their versions have to grow with the order's.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    taken_back: Vec<Text>,
}

/// The part of the newest body that is needed when the next one arrives. Its lines are already counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    #[serde(rename = "v")]
    version: i64,
    #[serde(rename = "m")]
    modified: i64,
    /// The time of its event, if a body had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    #[serde(rename = "n", default, skip_serializing_if = "std::ops::Not::not")]
    counts: bool,
    /// The time under which it last counted.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    counted: Option<i64>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    currency: Option<Text>,
    /// The refunds that it names; unknown for an order in the trash.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    names: Option<Vec<Text>>,
}

impl Family {
    /// Applies a body. Returns the order's event if it changes.
    fn learn(&mut self, id: &str, what: &What) -> Option<Event> {
        match what {
            What::Ordered(body, refunds) => {
                for (refund, stub) in refunds {
                    let known = self.stubs.get(refund);
                    if known.is_none_or(|known| stub.at < known.at) {
                        self.stubs.insert(refund.clone(), *stub);
                    }
                }
                let names = refunds.iter().map(|(refund, _)| refund.clone());
                self.learn_order(id, body, names.collect())
            }
            What::Refunded(refund, said) => {
                let known = self.refunds.get(refund);
                if known.is_none_or(|known| known.version <= said.version) {
                    self.refunds.insert(refund.clone(), said.clone());
                }
                None
            }
            What::Deleted(version) => self.learn_deletion(id, *version),
        }
    }

    fn learn_order(&mut self, id: &str, body: &Body, names: Vec<Text>) -> Option<Event> {
        let known = self.order.take();
        if known
            .as_ref()
            .is_some_and(|known| known.version > body.version)
        {
            self.order = known;
            return None;
        }
        // An order that is known never to have counted may count anywhere.
        let earlier = match &known {
            Some(known) if known.at.is_some() => known.counted,
            _ => Some(body.created),
        };
        let counted = match body.counts {
            true => Some(body.at),
            false => known.as_ref().and_then(|known| known.counted),
        };
        self.order = Some(Known {
            version: body.version,
            modified: body.modified,
            at: Some(body.at),
            counts: body.counts,
            counted,
            currency: body.currency.clone(),
            names: Some(names),
        });
        let is_nothing = !body.counts || body.lines.is_empty();
        Some(Event {
            standing: match is_nothing {
                true => Standing::Cancelled,
                false => Standing::Counts,
            },
            channel: body.channel.clone(),
            country: body.country.clone(),
            currency: body.currency.clone(),
            earlier: earlier.filter(|earlier| *earlier < body.at),
            lines: match is_nothing {
                true => Vec::new(),
                false => body.lines.clone(),
            },
            ..event(id, body.version, body.at)
        })
    }

    /// The order went to the trash. A later body brings it back.
    fn learn_deletion(&mut self, id: &str, version: i64) -> Option<Event> {
        let known = self.order.take();
        if known.as_ref().is_some_and(|known| known.version > version) {
            self.order = known;
            return None;
        }
        let at = known.as_ref().and_then(|known| known.at);
        self.order = Some(Known {
            version,
            modified: version / 1_000_000,
            at,
            counts: false,
            counted: known.as_ref().and_then(|known| known.counted),
            currency: known.and_then(|known| known.currency),
            names: None,
        });
        at.map(|at| Event {
            standing: Standing::Cancelled,
            ..event(id, version, at)
        })
    }

    fn of_refunds(&mut self, id: &str) -> Vec<Event> {
        let mut all: Vec<Text> = self.refunds.keys().cloned().collect();
        all.extend(
            self.stubs
                .keys()
                .filter(|it| !self.refunds.contains_key(*it))
                .cloned(),
        );
        let mut events = Vec::with_capacity(all.len());
        for refund in all {
            let (version, at, lines) = match (self.refunds.get(&refund), self.stubs.get(&refund)) {
                (Some(said), _) => (said.version, said.at, said.lines.clone()),
                (None, Some(stub)) => {
                    let lines = Line::some(LineKind::Adjustment, stub.total);
                    (STUB - stub.at, stub.at, lines.into_iter().collect())
                }
                (None, None) => continue,
            };
            let counts = self.refund_counts(&refund, at) && !lines.is_empty();
            if !counts && !self.taken_back.contains(&refund) {
                self.taken_back.push(refund.clone());
            }
            let of_order = self.order.as_ref().map(|order| order.version);
            let is_raised = self.taken_back.contains(&refund);
            let version = version.max(of_order.filter(|_| is_raised).unwrap_or_default());
            let own = format_compact!("{id}:refund:{refund}");
            let currency = self.order.as_ref().and_then(|order| order.currency.clone());
            events.push(Event {
                standing: match counts {
                    true => Standing::Counts,
                    false => Standing::Cancelled,
                },
                refund_of: Some(id.into()),
                currency,
                lines,
                ..event(&own, version, at)
            });
        }
        events.extend(of_export(id, &events));
        events
    }

    /// Whether a refund of this time counts: its order counts, and still names it if it was changed in a later second.
    fn refund_counts(&self, refund: &Text, at: i64) -> bool {
        let Some(order) = &self.order else {
            return true;
        };
        let is_named = match &order.names {
            Some(names) if order.modified > at => names.contains(refund),
            _ => true,
        };
        order.counts && is_named
    }
}

/// Refunds known only from a file are replaced by the refunds themselves, and a later file adds nothing.
fn of_export(id: &str, refunds: &[Event]) -> Option<Event> {
    let at = refunds.iter().map(|refund| refund.at).max()?;
    Some(Event {
        standing: Standing::Cancelled,
        refund_of: Some(id.into()),
        ..event(&format_compact!("{id}:refund:export"), 1, at)
    })
}

/// An event with these values, which counts and has no lines.
fn event(id: &str, version: i64, at: i64) -> Event {
    Event {
        id: id.into(),
        version,
        at,
        standing: Standing::Counts,
        refund_of: None,
        tax_included: false,
        channel: None,
        country: None,
        currency: None,
        earlier: None,
        lines: Vec::new(),
    }
}
