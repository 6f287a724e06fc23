//! An order with its refunds and edits: what is known about it, and the events it gives.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compact_str::format_compact;
use domain::{LineKind, Standing};
use serde::{Deserialize, Serialize};

use super::edit::Edit;
use super::line::part;
use super::order::Order;
use super::refund::{Back, Refund};
use crate::event::{Event, Line};
use crate::joined::{Joined, written};
use crate::money::Money;
use crate::text::Text;

/// A deletion is final and has no time.
const DELETED: i64 = 9_000_000_000_000_000;
/// The longest note. If an order has more, its edits count on the order's day, and versions alone decide.
const MAX_NOTE: usize = 256 * 1024;

/// What a body says about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    family: Text,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Ordered(Box<Order>, Vec<(Text, Refund)>),
    Refunded(Text, Refund),
    Edited(Text, Edit),
    Deleted,
}

impl Told {
    pub(super) fn ordered(order: &str, body: Order, refunds: Vec<(Text, Refund)>) -> Told {
        Told::of(order, What::Ordered(Box::new(body), refunds))
    }

    pub(super) fn refunded(order: &str, id: Text, refund: Refund) -> Told {
        Told::of(order, What::Refunded(id, refund))
    }

    pub(super) fn edited(order: &str, id: Text, edit: Edit) -> Told {
        Told::of(order, What::Edited(id, edit))
    }

    pub(super) fn deleted(order: &str) -> Told {
        Told::of(order, What::Deleted)
    }

    fn of(order: &str, what: What) -> Told {
        let family = format_compact!("shopify:{order}");
        Told { family, what }
    }

    pub(crate) fn family(&self) -> &str {
        &self.family
    }

    pub(crate) fn join(&self, known: Option<&str>, now: i64) -> Joined {
        let known = known.and_then(|known| serde_json::from_str(known).ok());
        let mut family: Family<'_> = known.unwrap_or_default();
        family.learn(&self.what);
        let events = family.events(&self.family, now);
        let newest = events.iter().map(|event| event.at).max();
        let edits = family.edits.values().map(|edit| edit.at).max();
        let until = match family.gone.is_some() {
            true => now,
            false => newest.max(edits).unwrap_or(now),
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
struct Family<'t> {
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    order: Option<Cow<'t, Order>>,
    #[serde(rename = "r", default, skip_serializing_if = "BTreeMap::is_empty")]
    refunds: BTreeMap<Text, Refund>,
    #[serde(rename = "e", default, skip_serializing_if = "BTreeMap::is_empty")]
    edits: BTreeMap<Text, Edit>,
    /// For a deleted order: its reported events, with their times.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    gone: Option<BTreeMap<Text, i64>>,
}

impl<'t> Family<'t> {
    /// Applies a body. Data older than what is known is ignored.
    fn learn(&mut self, what: &'t What) {
        match what {
            What::Ordered(order, refunds) => {
                let known = self.order.as_ref();
                if known.is_none_or(|known| known.version <= order.version) {
                    self.order = Some(Cow::Borrowed(order));
                }
                for (id, refund) in refunds {
                    self.learn_refund(id, refund);
                }
            }
            What::Refunded(id, refund) => self.learn_refund(id, refund),
            What::Edited(id, edit) => self.learn_edit(id, edit),
            What::Deleted => {
                self.gone.get_or_insert_default();
            }
        }
    }

    /// The webhook and the API may report an edit under two numbers; the first one to arrive is kept.
    fn learn_edit(&mut self, id: &str, edit: &Edit) {
        let is_known = self.edits.contains_key(id)
            || self
                .edits
                .values()
                .any(|known| known.also.as_deref() == Some(id));
        if is_known {
            return;
        }
        match self.edits.values_mut().find(|known| known.is_told_by(edit)) {
            Some(known) => known.also = Some(id.into()),
            None => drop(self.edits.insert(id.into(), edit.clone())),
        }
    }

    fn learn_refund(&mut self, id: &str, refund: &Refund) {
        let known = self.refunds.get(id);
        if known.is_none_or(|known| known.version <= refund.version) {
            self.refunds.insert(id.into(), refund.clone());
        }
    }

    /// Every event of the family. If the order was deleted, all its reported events are taken back, and also those that
    /// a file of the platform may have reported.
    fn events(&mut self, id: &str, now: i64) -> Vec<Event> {
        let mut events = match self.order.take() {
            None => self.of_refunds(id, None),
            Some(order) => {
                let events = self.of_order(id, &order);
                self.order = Some(order);
                events
            }
        };
        events.extend(self.of_export(id));
        let Some(gone) = &mut self.gone else {
            return events;
        };
        (self.order, self.refunds, self.edits) = Default::default();
        gone.extend(events.into_iter().map(|event| (event.id, event.at)));
        for of_file in ["", ":refund:export", ":refund:cancel"] {
            gone.entry(format_compact!("{id}{of_file}")).or_insert(now);
        }
        let gone = gone.iter();
        gone.map(|(own, at)| Event {
            standing: Standing::Cancelled,
            ..event(id, own, DELETED, *at, Vec::new())
        })
        .collect()
    }

    fn of_order(&mut self, id: &str, order: &Order) -> Vec<Event> {
        let standing = match order.test {
            true => Standing::Test,
            false => Standing::Counts,
        };
        let dressed = |event: Event| Event {
            standing: match event.standing {
                Standing::Counts => standing,
                other => other,
            },
            channel: order.channel.clone(),
            country: order.country.clone(),
            currency: order.currency.clone(),
            ..event
        };
        let (stays, added) = self.split(order);
        let mut lines = stays;
        lines.extend(order.shipping.iter().chain(&order.rest).cloned());
        // An order without content still exists: every version of it is known by its id.
        let is_empty = lines.is_empty();
        let mut sale = event(id, id, order.version, order.at, lines);
        sale.tax_included = order.inside;
        if is_empty {
            sale.standing = Standing::Cancelled;
        }
        let mut events = vec![sale];
        for (edit, lines) in added {
            let Some(known) = self.edits.get_mut(&edit) else {
                continue;
            };
            let own = format_compact!("{id}:edit:{edit}");
            let is_empty = lines.is_empty();
            if is_empty && !known.told {
                continue;
            }
            known.told = true;
            let mut more = event(id, &own, known.at * 1_000_000, known.at, lines);
            more.tax_included = order.inside;
            if is_empty {
                more.standing = Standing::Cancelled;
            }
            events.push(more);
        }
        events.extend(self.of_refunds(id, Some(order)));
        if let Some(at) = order.cancelled {
            let lines = self.remainder(order);
            let is_empty = lines.is_empty();
            let own = format_compact!("{id}:refund:cancel");
            let mut rest = event(id, &own, order.version, at, lines);
            if is_empty {
                rest.standing = Standing::Cancelled;
            }
            events.push(rest);
        }
        events.into_iter().map(dressed).collect()
    }

    /// The order's lines as placed, and what each edit added. A body older than an edit does not have its pieces yet.
    fn split(&self, order: &Order) -> (Vec<Line>, BTreeMap<Text, Vec<Line>>) {
        let mut added: BTreeMap<Text, Vec<Line>> = BTreeMap::new();
        let mut stays = Vec::with_capacity(order.lines.len());
        let edits = self
            .edits
            .iter()
            .filter(|(_, edit)| edit.at <= order.updated);
        let edits: Vec<_> = edits.collect();
        for id in self.edits.keys() {
            added.insert(id.clone(), Vec::new());
        }
        for (id, line) in &order.lines {
            let pieces = line.quantity / 1_000;
            let mut left = line.clone();
            for (edit, said) in &edits {
                let said = said.added.iter().filter(|(of, _)| of == id);
                let said: i64 = said.map(|(_, pieces)| pieces).sum();
                let moved = said.min(left.quantity / 1_000);
                if moved <= 0 {
                    continue;
                }
                let moved = match moved * 1_000 == left.quantity {
                    // The remainder, so that rounding loses nothing.
                    true => left.clone(),
                    false => part(
                        &Line {
                            quantity: pieces * 1_000,
                            ..line.clone()
                        },
                        moved,
                    ),
                };
                left.quantity -= moved.quantity;
                left.amount = left.amount - moved.amount;
                left.discount = left.discount - moved.discount;
                left.tax = left.tax - moved.tax;
                added.entry((*edit).clone()).or_default().push(moved);
            }
            if left.quantity > 0 {
                stays.push(left);
            }
        }
        (stays, added)
    }

    fn of_refunds(&self, id: &str, order: Option<&Order>) -> Vec<Event> {
        let refunds = self.refunds.iter().map(|(refund, said)| {
            let own = format_compact!("{id}:refund:{refund}");
            let lines = said.back.iter().flat_map(|back| {
                let lines = back.lines(order.map(|order| order.inside));
                lines
                    .into_iter()
                    .map(|line| named(line, back.of.as_deref(), order))
            });
            let lines: Vec<Line> = lines.collect();
            let is_empty = lines.is_empty();
            let mut event = event(id, &own, said.version, said.at, lines);
            event.currency.clone_from(&said.currency);
            if is_empty {
                event.standing = Standing::Cancelled;
            }
            event
        });
        refunds.collect()
    }

    /// Refunds known only from a file are replaced by the refunds themselves, and a later file adds nothing.
    fn of_export(&self, id: &str) -> Option<Event> {
        let at = self.refunds.values().map(|refund| refund.at).max()?;
        let version = self.refunds.values().map(|refund| refund.version).max()?;
        Some(Event {
            standing: Standing::Cancelled,
            ..event(
                id,
                &format_compact!("{id}:refund:export"),
                version,
                at,
                Vec::new(),
            )
        })
    }

    /// The part of a cancelled order that no refund has given back.
    fn remainder(&self, order: &Order) -> Vec<Line> {
        let mut lines = Vec::new();
        let backs = || self.refunds.values().flat_map(|refund| &refund.back);
        // A refund of money says what is kept. What an edit removed is a refund too, but without money.
        let keeps_rest = !self.refunds.is_empty() && !order.unpaid;
        for (id, line) in &order.lines {
            if keeps_rest && line.is_kind(LineKind::Tip) {
                continue;
            }
            let backs = backs().filter(|back| back.of.as_deref() == Some(id));
            let back: i64 = backs.map(|back| -back.line.quantity / 1_000).sum();
            let left = line.quantity / 1_000 - back;
            if left > 0 {
                let left = part(line, left);
                let net = left.amount - left.discount - tax_in(order, left.tax);
                lines.push(Line {
                    quantity: -left.quantity,
                    amount: -net,
                    discount: Money::ZERO,
                    ..left
                });
            }
        }
        if keeps_rest {
            return lines;
        }
        for other in order.shipping.iter().chain(&order.rest) {
            let is_same = |back: &Back| back.of.is_none() && back.line.kind == other.kind;
            if backs().any(is_same) {
                continue;
            }
            let net = other.amount - other.discount - tax_in(order, other.tax);
            let both = [(other.line_kind(), -net), (LineKind::Tax, -other.tax)];
            let some = both.into_iter().filter(|(_, amount)| !amount.is_zero());
            lines.extend(some.map(|(kind, amount)| Line::lump(kind, amount)));
        }
        lines
    }
}

fn tax_in(order: &Order, tax: Money) -> Money {
    match order.inside {
        true => tax,
        false => Money::ZERO,
    }
}

/// A line of goods; if the refund does not name the item, the order's line does.
fn named(line: Line, of: Option<&str>, order: Option<&Order>) -> Line {
    let Some(of) = of.filter(|_| line.sku.is_empty()) else {
        return line;
    };
    let mut lines = order.into_iter().flat_map(|order| &order.lines);
    match lines.find(|(id, _)| id == of) {
        Some((_, known)) => Line {
            kind: known.kind.clone(),
            sku: known.sku.clone(),
            ..line
        },
        None => Line {
            sku: format_compact!("line:{of}"),
            ..line
        },
    }
}

/// An event of the family that counts, with its own id.
fn event(family: &str, id: &str, version: i64, at: i64, lines: Vec<Line>) -> Event {
    Event {
        id: id.into(),
        version,
        at,
        standing: Standing::Counts,
        refund_of: (id != family).then(|| family.into()),
        tax_included: false,
        channel: None,
        country: None,
        currency: None,
        earlier: None,
        lines,
    }
}
