//! The input of one commit.

use std::collections::BTreeMap;

use domain::{Known, Orders, Outcome, PositionChange, Reject, RejectRoom, Shop};

use super::pieces::{Joined, Origin, Pieces};
use super::summary::{Summary, is_passed_over, rejection, summarise};
use crate::{Decoded, reject_body};

/// Several batches joined for one fold.
pub(super) struct Work {
    pub(super) orders: Orders,
    decode_rejects: Vec<Reject>,
    pub(super) positions: Vec<PositionChange>,
    pub(super) pieces: Pieces,
    /// By batch: the label of the fold's own rejects.
    origins: Vec<Origin>,
}

impl Work {
    pub(super) fn join(batches: &mut [Decoded]) -> Work {
        let mut work = Work {
            orders: Orders::default(),
            decode_rejects: Vec::new(),
            positions: Vec::new(),
            pieces: Pieces::take(batches),
            origins: Vec::with_capacity(batches.len()),
        };
        let kept: Vec<&Reject> = batches.iter().flat_map(Decoded::kept_rejects).collect();
        // Rejects beyond what the store keeps would be written and dropped in the same step.
        let kept = RejectRoom::of(kept.into_iter());
        work.decode_rejects = kept.into_iter().cloned().collect();
        let (mut orders, mut end) = (Vec::with_capacity(batches.len()), 0);
        for batch in batches {
            end += batch.orders.len();
            orders.push(std::mem::take(&mut batch.orders));
            work.positions.append(&mut batch.positions);
            work.origins
                .push((end, std::mem::take(&mut batch.source), batch.now()));
        }
        work.orders = Orders::join(orders);
        work
    }

    /// The events of deliveries, given what is known.
    pub(super) fn joined(&self, shop: &Shop, known: &Known) -> Joined {
        self.pieces.join(shop, known, &self.orders, &self.origins)
    }

    /// The rejects of decoding and of this fold.
    pub(super) fn rejects(
        &self,
        shop: &Shop,
        outcomes: &[Outcome],
        orders: &Orders,
        joined: &Joined,
    ) -> Vec<Reject> {
        let mut rejects = self.decode_rejects.clone();
        rejects.extend(joined.rejects.iter().map(|(_, reject)| reject.clone()));
        let mut origins = None;
        for (index, outcome) in outcomes.iter().enumerate() {
            let Some(rejection) = rejection(shop, *outcome) else {
                continue;
            };
            let Some(order) = orders.get(index) else {
                continue;
            };
            if is_passed_over(&order, *outcome) {
                continue;
            }
            // Few commits need them.
            let origins = origins.get_or_insert_with(|| {
                let of_pieces = self
                    .pieces
                    .origins(joined, self.orders.len(), &self.origins);
                [&self.origins[..], &of_pieces].concat()
            });
            let origin = origins.iter().find(|(end, ..)| index < *end);
            let Some((_, source, now)) = origin else {
                continue;
            };
            let mut body = reject_body::of_order(&order);
            body.truncate(Reject::MAX_BODY);
            rejects.push(Reject {
                rejection,
                id: Some(order.id().to_owned()),
                source: source.clone(),
                received_at: *now,
                body,
            });
        }
        rejects
    }

    /// The result of each batch.
    pub(super) fn summarise(
        &mut self,
        shop: &Shop,
        mut batches: Vec<Decoded>,
        outcomes: &[Outcome],
        joined: Joined,
    ) -> Vec<Summary> {
        let first = self.orders.len();
        let mut ranges = BTreeMap::new();
        let mut end = first;
        for (batch, events) in joined.events {
            ranges.insert(batch, end..end + events);
            end += events;
            // All of them belong to one body.
            batches[batch].order_index = vec![0; events];
        }
        for (batch, reject) in joined.rejects {
            batches[batch].rejects.push((0, reject));
        }
        let orders = joined.orders.as_ref().unwrap_or(&self.orders);
        let mut seen = 0;
        let summaries = batches.into_iter().enumerate().map(|(index, batch)| {
            let range = ranges.remove(&index);
            let range = range.unwrap_or_else(|| {
                let range = seen..seen + batch.order_index.len();
                seen = range.end;
                range
            });
            summarise(shop, batch, outcomes, range, orders)
        });
        summaries.collect()
    }
}
