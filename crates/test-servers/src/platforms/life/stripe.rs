//! An account at Stripe whose payments are made, checked out and refunded.

use serde_json::{Value, json};

use super::super::StripeAccount;
use super::{Chance, Hook};

/// The changes of an account.
#[derive(Debug, Default)]
pub struct StripeLife {
    /// What is left of each payment, in cents.
    payments: Vec<(u64, u64)>,
    /// Refunds on their way.
    pending: Vec<Value>,
    made: u64,
}

impl StripeLife {
    /// How many payments were made.
    pub fn placed(&self) -> usize {
        self.payments.len()
    }

    /// Makes a change at this second, which must be later than all before. Returns the posts about it.
    pub fn step(&mut self, account: &mut StripeAccount, at: i64, chance: &mut Chance) -> Vec<Hook> {
        self.made += 1;
        let told = match chance.below(6) {
            0 if !self.pending.is_empty() => self.settle(chance),
            1 | 2 if !self.payments.is_empty() => self.refund(at, chance),
            _ => self.pay(at, chance),
        };
        let mut hooks = Vec::new();
        for (number, (kind, object)) in told.into_iter().enumerate() {
            let event = json!({
                "id": format!("evt_{}_{number}", self.made), "object": "event", "type": kind, "created": at, "livemode": true,
                "api_version": "2026-03-01", "data": {"object": object},
            });
            account.happen(&event);
            hooks.push(Hook::new(kind, &event));
        }
        hooks
    }

    fn pay(&mut self, at: i64, chance: &mut Chance) -> Vec<(&'static str, Value)> {
        let number = self.made;
        let (subtotal, shipping) = (500 + chance.below(20_000), chance.below(2) * 590);
        let (off, tax) = (chance.below(subtotal / 4), subtotal / 12);
        let total = subtotal - off + shipping + tax;
        self.payments.push((number, total));
        let intent = json!({
            "id": format!("pi_{number}"), "object": "payment_intent", "amount": total, "amount_received": total, "currency": "usd",
            "created": at, "livemode": true, "status": "succeeded", "latest_charge": format!("ch_{number}"),
        });
        let mut told = vec![("payment_intent.succeeded", intent)];
        if chance.is_one_in(2) {
            let session = json!({
                "id": format!("cs_{number}"), "object": "checkout.session", "created": at, "livemode": true, "currency": "usd",
                "payment_intent": format!("pi_{number}"), "payment_status": "paid", "status": "complete",
                "amount_subtotal": subtotal, "amount_total": total, "shipping_cost": {"amount_tax": 0},
                "total_details": {"amount_discount": off, "amount_shipping": shipping, "amount_tax": tax},
            });
            told.push(("checkout.session.completed", session));
        }
        told
    }

    fn refund(&mut self, at: i64, chance: &mut Chance) -> Vec<(&'static str, Value)> {
        let place = chance.below(self.payments.len() as u64) as usize;
        let (payment, left) = &mut self.payments[place];
        if *left == 0 {
            return Vec::new();
        }
        let amount = 1 + chance.below(*left);
        *left -= amount;
        let is_pending = chance.is_one_in(3);
        let refund = json!({
            "id": format!("re_{}", self.made), "object": "refund", "amount": amount, "currency": "usd", "created": at,
            "charge": format!("ch_{payment}"), "payment_intent": format!("pi_{payment}"),
            "status": if is_pending { "pending" } else { "succeeded" },
        });
        if is_pending {
            self.pending.push(refund.clone());
        }
        vec![("refund.created", refund)]
    }

    /// Completes or fails a refund that was on its way.
    fn settle(&mut self, chance: &mut Chance) -> Vec<(&'static str, Value)> {
        let place = chance.below(self.pending.len() as u64) as usize;
        let mut refund = self.pending.swap_remove(place);
        let (kind, status) = match chance.is_one_in(2) {
            true => ("refund.updated", "succeeded"),
            false => ("refund.failed", "failed"),
        };
        refund["status"] = status.into();
        vec![(kind, refund)]
    }
}
