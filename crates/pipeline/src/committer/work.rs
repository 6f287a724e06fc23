//! What one commit is made from.

use domain::{Orders, Outcome, PositionChange, Reject, Shop, Timestamp};

use super::summary::rejection;
use crate::{Decoded, reject_body};

/// Several batches joined for one fold.
pub(super) struct Work {
    pub(super) orders: Orders,
    pub(super) orders_seen: usize,
    decode_rejects: Vec<Reject>,
    pub(super) positions: Vec<PositionChange>,
    /// How the fold's own rejects are labelled: by batch, the end of its orders, source and time.
    origins: Vec<(usize, String, Timestamp)>,
}

impl Work {
    pub(super) fn join(batches: &mut [Decoded]) -> Work {
        let mut work = Work {
            orders: Orders::default(),
            orders_seen: 0,
            decode_rejects: Vec::new(),
            positions: Vec::new(),
            origins: Vec::with_capacity(batches.len()),
        };
        let kept = batches.iter().map(|it| it.kept_rejects().count());
        let surplus = kept.sum::<usize>().saturating_sub(Reject::KEPT);
        // More than the store keeps would be written and forgotten in the same step.
        let kept = batches.iter().flat_map(Decoded::kept_rejects);
        work.decode_rejects = kept.skip(surplus).cloned().collect();
        let (mut orders, mut end) = (Vec::with_capacity(batches.len()), 0);
        for batch in batches {
            end += batch.orders.len();
            orders.push(std::mem::take(&mut batch.orders));
            work.positions.append(&mut batch.positions);
            work.origins.push((end, batch.source.clone(), batch.now()));
        }
        work.orders = Orders::join(orders);
        work
    }

    /// The rejects of decoding, and those of this fold.
    pub(super) fn rejects(&self, shop: &Shop, outcomes: &[Outcome]) -> Vec<Reject> {
        let mut rejects = self.decode_rejects.clone();
        for (index, outcome) in outcomes.iter().enumerate() {
            let Some(rejection) = rejection(shop, *outcome) else {
                continue;
            };
            let Some(order) = self.orders.get(index) else {
                continue;
            };
            let origin = self.origins.iter().find(|(end, ..)| index < *end);
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
}
