//! Joins pieces of orders with the remembered ones.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::{BusinessDay, Known, Memo, MemoChange, Orders, Reject, Shop, Timestamp};

use crate::Decoded;
use crate::delivery::Delivered;

/// The label of the rejects of a batch's orders, or of those of a part of it: where the orders end, the source, and when
/// they arrived.
pub(super) type Origin = (usize, String, Timestamp);

/// The deliveries of a commit, each with the index of its batch.
#[derive(Default)]
pub(super) struct Pieces {
    deliveries: Vec<OfBatch>,
}

struct OfBatch {
    batch: usize,
    delivered: Box<Delivered>,
}

/// The joined events, given what is known now.
#[derive(Default)]
pub(super) struct Joined {
    /// The other orders of the commit, followed by the events of the deliveries.
    pub(super) orders: Option<Orders>,
    /// By delivery: its batch, and its number of events.
    pub(super) events: Vec<(usize, usize)>,
    /// By batch: the refused events.
    pub(super) rejects: Vec<(usize, Reject)>,
    /// By key.
    pub(super) memos: BTreeMap<String, Remembered>,
}

/// A memo as the deliveries leave it.
pub(super) struct Remembered {
    expected: Option<String>,
    text: Option<String>,
    until: BusinessDay,
}

impl Pieces {
    pub(super) fn take(batches: &mut [Decoded]) -> Pieces {
        let deliveries = batches.iter_mut().enumerate();
        let deliveries = deliveries.filter_map(|(batch, decoded)| {
            let delivered = decoded.delivered.take()?;
            Some(OfBatch { batch, delivered })
        });
        Pieces {
            deliveries: deliveries.collect(),
        }
    }

    /// The labels of the fold's rejects of these events, which follow the other orders. `origins` are those of the
    /// batches.
    pub(super) fn origins(&self, joined: &Joined, first: usize, origins: &[Origin]) -> Vec<Origin> {
        let mut end = first;
        let events = joined.events.iter().map(|(batch, events)| {
            end += events;
            let (_, source, now) = &origins[*batch];
            (end, source.clone(), *now)
        });
        events.collect()
    }

    pub(super) fn join(
        &self,
        shop: &Shop,
        known: &Known,
        others: &Orders,
        origins: &[Origin],
    ) -> Joined {
        let mut joined = Joined::default();
        if self.deliveries.is_empty() {
            return joined;
        }
        let mut orders = others.clone();
        let day = |seconds: i64| shop.today(Timestamp::from_millis(seconds.saturating_mul(1_000)));
        for delivery in &self.deliveries {
            let (_, source, now) = &origins[delivery.batch];
            let before = orders.len();
            let mut refused = None;
            for piece in &delivery.delivered.pieces {
                let place = piece.note().map(|key| joined.memos.entry(key.to_owned()));
                let text = place.as_ref().and_then(|place| text_at(place, known));
                let told = piece.join(text.as_deref(), *now);
                let counts_from = delivery.delivered.counts_from.max(shop.counts_from.day());
                for event in &told.events {
                    if counts_from.is_some_and(|first| day(event.at) < first) {
                        // The order is in the shop under another id.
                        continue;
                    }
                    if let Err(rejection) = event.push(shop, *now, &mut orders) {
                        refused.get_or_insert((rejection, event.id.to_string()));
                    }
                }
                let Some(place) = place else { continue };
                let until = day(told.until);
                match place {
                    Entry::Occupied(mut place) => {
                        let remembered = place.get_mut();
                        remembered.text = told.note.or(remembered.text.take());
                        remembered.until = until;
                    }
                    Entry::Vacant(place) => {
                        place.insert(Remembered {
                            expected: text,
                            text: told.note,
                            until,
                        });
                    }
                }
            }
            joined.events.push((delivery.batch, orders.len() - before));
            if let Some((rejection, id)) = refused {
                let reject = Reject {
                    rejection,
                    id: Some(id),
                    source: source.clone(),
                    received_at: *now,
                    body: delivery.delivered.delivery.kept(),
                };
                joined.rejects.push((delivery.batch, reject));
            }
        }
        joined.orders = Some(orders);
        joined
    }
}

/// What is known at a place among the memos: from deliveries before, or from the store.
fn text_at(place: &Entry<'_, String, Remembered>, known: &Known) -> Option<String> {
    match place {
        Entry::Occupied(place) => {
            let Remembered { expected, text, .. } = place.get();
            text.as_ref().or(expected.as_ref()).cloned()
        }
        Entry::Vacant(place) => known.memos.get(place.key()).cloned().flatten(),
    }
}

/// The memos to write: changed ones, unless their day is already dropped. A day before the shop's first one is not: its
/// orders may still come.
pub(super) fn changes(
    memos: BTreeMap<String, Remembered>,
    dropped_until: Option<BusinessDay>,
) -> Vec<MemoChange> {
    let memos = memos.into_iter().filter_map(|(key, remembered)| {
        let Remembered {
            expected,
            text,
            until,
        } = remembered;
        let text = text?;
        let is_new = expected.as_ref() != Some(&text);
        let is_kept = dropped_until.is_none_or(|dropped| until > dropped);
        (is_new && is_kept).then_some(MemoChange {
            expected,
            memo: Memo { key, text, until },
        })
    });
    memos.collect()
}
