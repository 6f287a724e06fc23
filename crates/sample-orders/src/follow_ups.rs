//! Later changes of orders.

use crate::Mix;
use crate::basket::Baskets;
use crate::dice::Dice;
use crate::order::{Item, Order, Price, Quantity, Status};
use std::collections::BTreeMap;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The shortest and longest time until a change, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delays {
    refund: (i64, i64),
    correction: (i64, i64),
    cancellation: (i64, i64),
}

impl Delays {
    /// As in reality: refunds take days.
    pub(crate) const HISTORY: Self = Self {
        refund: (HOUR, 120 * HOUR),
        correction: (MINUTE, 2 * HOUR),
        cancellation: (2 * MINUTE, 6 * HOUR),
    };
    /// Soon enough for somebody watching a board.
    pub(crate) const LIVE: Self = Self {
        refund: (MINUTE, 20 * MINUTE),
        correction: (10 * SECOND, 3 * MINUTE),
        cancellation: (20 * SECOND, 5 * MINUTE),
    };
}

/// Changes and refunds still to come, soonest first.
#[derive(Debug, Clone)]
pub(crate) struct FollowUps {
    /// By time due, then in the order planned.
    pending: BTreeMap<(i64, u64), Order>,
    planned: u64,
    dice: Dice,
    mix: Mix,
    delays: Delays,
}

impl FollowUps {
    pub(crate) fn new(seed: u64, mix: Mix, delays: Delays) -> Self {
        Self {
            pending: BTreeMap::new(),
            planned: 0,
            dice: Dice::new(seed, 2),
            mix,
            delays,
        }
    }

    pub(crate) fn with_delays(mut self, delays: Delays) -> Self {
        self.delays = delays;
        self
    }

    /// Decides what will happen to a new order: mostly nothing.
    pub(crate) fn plan(&mut self, order: &Order, baskets: &mut Baskets) {
        if order.status == Status::Pending {
            let due = self.due_after(order.timestamp_ms, self.delays.correction);
            return self.schedule(due, paid(order));
        }
        let roll = self.dice.fraction();
        let Mix {
            refunds,
            corrections,
            cancellations,
            ..
        } = self.mix;
        if roll < refunds {
            let due = self.due_after(order.timestamp_ms, self.delays.refund);
            let refund = self.refund(order);
            self.schedule(due, refund);
        } else if roll < refunds + corrections {
            let due = self.due_after(order.timestamp_ms, self.delays.correction);
            let corrected = self.correct(order, baskets);
            // A customer who changes an order sometimes ends by cancelling it.
            if self.dice.below(5) == 0 {
                let later = self.due_after(due, self.delays.cancellation);
                self.schedule(later, cancelled(&corrected));
            }
            self.schedule(due, corrected);
        } else if roll < refunds + corrections + cancellations {
            let due = self.due_after(order.timestamp_ms, self.delays.cancellation);
            self.schedule(due, cancelled(order));
        }
    }

    /// The longest due event, if one is due. A refund happens now; a change keeps the time of its order.
    pub(crate) fn due(&mut self, now_ms: i64) -> Option<Order> {
        let soonest = self.pending.first_entry()?;
        if soonest.key().0 > now_ms {
            return None;
        }
        let mut order = soonest.remove();
        if order.version == 0 {
            order.timestamp_ms = now_ms;
        }
        Some(order)
    }

    fn due_after(&mut self, from_ms: i64, (shortest, longest): (i64, i64)) -> i64 {
        from_ms.saturating_add(self.dice.between(shortest, longest))
    }

    fn schedule(&mut self, due_ms: i64, order: Order) {
        self.planned += 1;
        self.pending.insert((due_ms, self.planned), order);
    }

    /// Half of the refunds return everything, the others one line or a part of it.
    fn refund(&mut self, order: &Order) -> Order {
        let mut refund = order.clone();
        refund.id.push_str("-R");
        let is_part = self.dice.chance(0.5);
        if is_part {
            let kept = self.dice.below(refund.items.len() as u64) as usize;
            refund.items = refund.items.drain(kept..=kept).collect();
            for item in &mut refund.items {
                let pieces = item.quantity.thousandths / 1000;
                let back = self.dice.between(1, i64::from(pieces)) as i32;
                keep_pieces(item, back);
            }
        }
        for item in &mut refund.items {
            item.quantity = item.quantity.returned();
        }
        if let Some(extras) = &mut refund.extras {
            extras.refund_of = Some(order.id.clone());
            // Charges for service stay paid; shipping and the like are refunded with the last piece.
            (extras.tip, extras.fee) = (None, None);
            if is_part {
                (extras.shipping, extras.discount, extras.tax) = (None, None, None);
            }
        }
        refund
    }

    /// Removes a line, adds one, or changes a quantity.
    fn correct(&mut self, order: &Order, baskets: &mut Baskets) -> Order {
        let mut corrected = order.clone();
        corrected.version += 1;
        let at = self.dice.below(corrected.items.len() as u64) as usize;
        match self.dice.below(3) {
            0 if corrected.items.len() > 1 => {
                corrected.items.remove(at);
            }
            1 => corrected.items.push(baskets.item(order.timestamp_ms)),
            _ => corrected.items[at].quantity.thousandths += 1000,
        }
        corrected
    }
}

/// Keeps some of a line's whole pieces, with their share of its amounts. Goods by weight are returned completely.
fn keep_pieces(item: &mut Item, pieces: i32) {
    let all = item.quantity;
    if all.thousandths % 1000 != 0 {
        return;
    }
    item.quantity = Quantity::pieces(pieces);
    // Rounding each down keeps discount and tax valid for the line.
    let share = |amount: &mut Price| {
        amount.units = amount.units * pieces.unsigned_abs() as u64 * 1000 / all.thousandths as u64;
    };
    if item.is_of_line {
        share(&mut item.price);
    }
    item.discount.as_mut().map(share);
    item.tax.as_mut().map(share);
}

fn paid(order: &Order) -> Order {
    let mut paid = order.clone();
    paid.version += 1;
    paid.status = Status::Placed;
    paid
}

fn cancelled(order: &Order) -> Order {
    let mut cancelled = order.clone();
    cancelled.version += 1;
    cancelled.status = Status::Cancelled;
    cancelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use jiff::tz::TimeZone;

    fn everything(mix: Mix) -> Vec<(Order, Order)> {
        let mut settings = Settings::new(5, TimeZone::UTC);
        settings.mix = mix;
        let mut baskets = Baskets::new(&settings).unwrap();
        let mut follow_ups = FollowUps::new(5, mix, Delays::LIVE);
        let mut pairs = Vec::new();
        for n in 0..200 {
            let order = baskets.order(n * 10_000_000);
            follow_ups.plan(&order, &mut baskets);
            assert_eq!(follow_ups.due(order.timestamp_ms), None);
            while let Some(later) = follow_ups.due(order.timestamp_ms + 9_000_000) {
                pairs.push((order.clone(), later));
            }
        }
        pairs
    }

    const NOTHING: Mix = Mix {
        refunds: 0.0,
        corrections: 0.0,
        cancellations: 0.0,
        fine_prices: 0.0,
    };

    #[test]
    fn refunds_are_events_of_their_own_with_return_lines_only() {
        let pairs = everything(Mix {
            refunds: 1.0,
            ..NOTHING
        });
        assert_eq!(pairs.len(), 200);
        for (order, refund) in &pairs {
            assert_eq!(refund.id, format!("{}-R", order.id));
            assert_eq!(refund.version, 0);
            assert!(refund.timestamp_ms > order.timestamp_ms);
            for item in &refund.items {
                assert!(item.quantity.is_return());
                assert!(
                    order
                        .items
                        .iter()
                        .any(|sold| sold.sku == item.sku
                            && sold.quantity >= item.quantity.returned())
                );
            }
        }
    }

    #[test]
    fn corrections_raise_the_version_and_keep_the_time() {
        let pairs = everything(Mix {
            corrections: 1.0,
            ..NOTHING
        });
        assert!(pairs.len() > 200, "some are cancelled afterwards");
        for (order, later) in &pairs {
            assert_eq!(
                (&later.id, later.timestamp_ms),
                (&order.id, order.timestamp_ms)
            );
            assert!(
                later.version == 1 || (later.version == 2 && later.status == Status::Cancelled)
            );
            assert_ne!(later.items, order.items);
            assert!(!later.items.is_empty());
        }
    }

    #[test]
    fn cancellations_keep_the_lines() {
        for (order, later) in everything(Mix {
            cancellations: 1.0,
            ..NOTHING
        }) {
            assert_eq!((later.status, later.version), (Status::Cancelled, 1));
            assert_eq!(later.items, order.items);
        }
    }
}
