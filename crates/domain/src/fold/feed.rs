//! The lines that a batch adds to the feed.

use super::{Fold, Outcome};
use crate::commit::LatestLine;
use crate::{LATEST_LINES, Orders};

impl<'a> Fold<'a, '_> {
    /// Adds the last lines of orders that count for the first time, from the end of the batch: new orders, and those
    /// whose known version did not count, such as orders that waited for payment.
    pub(super) fn take_latest(&mut self, orders: &'a Orders, outcomes: &[Outcome]) {
        let mut lines = Vec::new();
        for (place, (order, outcome)) in orders.iter().zip(outcomes).enumerate().rev() {
            let is_new = *outcome == Outcome::Accepted || self.revived.contains(&place);
            if !is_new || !order.standing().counts() {
                continue;
            }
            for line in order.lines().rev() {
                let Some(quantity) = line.sold() else {
                    continue;
                };
                let sku = self.sums.sku_slot(line.sku);
                let (price, sold_at) = (line.unit_price(), order.placed_at());
                let price = match order.exchange() {
                    None => price,
                    Some(exchange) => exchange.price(&self.shop.currency, price),
                };
                lines.push(LatestLine {
                    sku,
                    quantity,
                    price,
                    sold_at,
                });
                if lines.len() == LATEST_LINES {
                    lines.reverse();
                    self.sums.commit.latest = lines;
                    return;
                }
            }
        }
        lines.reverse();
        self.sums.commit.latest = lines;
    }
}
