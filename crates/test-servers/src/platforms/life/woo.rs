//! A site whose orders are placed, paid, cancelled, refunded and moved to the trash.

use serde_json::{Value, json};

use super::super::WooShop;
use super::{Chance, Hook, cents, money, utc};

/// The changes of a site.
#[derive(Debug, Default)]
pub struct WooLife {
    orders: Vec<u64>,
    placed: usize,
    made: u64,
    /// Whether an order in the trash stays there.
    is_trash_final: bool,
}

/// Refunds are numbered separately, from this number on.
const REFUNDS: u64 = 10_000_000;

impl WooLife {
    /// A site where orders stay in the trash. A deletion has no time, so a reader that learns of it later could not
    /// tell it from a return.
    pub fn with_final_trash() -> WooLife {
        WooLife {
            is_trash_final: true,
            ..WooLife::default()
        }
    }

    /// How many orders were placed.
    pub fn placed(&self) -> usize {
        self.placed
    }

    /// Makes a change at this second, which must be later than all before. Returns the posts about it.
    pub fn step(&mut self, shop: &mut WooShop, at: i64, chance: &mut Chance) -> Vec<Hook> {
        self.made += 1;
        let is_new = self.orders.is_empty() || chance.is_one_in(2);
        let id = match is_new {
            true => 1_000 + self.made,
            false => self.orders[chance.below(self.orders.len() as u64) as usize],
        };
        let (mut order, topic) = match is_new {
            true => (placed(id, at, &shop.currency, chance), "order.created"),
            false => (shop.order(id).unwrap().clone(), "order.updated"),
        };
        let mut refund = None;
        if is_new {
            self.orders.push(id);
            self.placed += 1;
        } else {
            refund = change(&mut order, REFUNDS + self.made, at, chance);
        }
        order["date_modified_gmt"] = utc(at).into();
        let told = Hook::new(topic, &order);
        let named = order["refunds"].as_array().unwrap().iter();
        let named: Vec<u64> = named.map(|it| it["id"].as_u64().unwrap()).collect();
        shop.put(order);
        shop.keep_refunds(id, &named);
        if let Some(refund) = refund {
            shop.refund(id, refund);
        }
        if is_new || !chance.is_one_in(40) {
            return vec![told];
        }
        shop.trash(id, &utc(at));
        if self.is_trash_final {
            self.orders.retain(|order| *order != id);
        }
        vec![Hook::new("order.deleted", &json!({"id": id}))]
    }
}

/// The site's clock, four hours behind.
fn local(second: i64) -> String {
    utc(second - 4 * 3_600)
}

fn placed(id: u64, at: i64, currency: &str, chance: &mut Chance) -> Value {
    let (pieces, price) = (1 + chance.below(4), 100 + chance.below(9_000));
    let subtotal = pieces * price;
    let total = subtotal - chance.below(subtotal / 3);
    let (tax, shipping) = (total / 12, chance.below(2) * 590);
    let mut order = json!({
        "id": id, "parent_id": 0, "currency": currency, "created_via": "checkout", "status": "pending",
        "date_created": local(at), "date_created_gmt": utc(at), "date_paid": null, "date_paid_gmt": null,
        "total": money(total + tax + shipping), "total_tax": money(tax), "shipping_total": money(shipping),
        "billing": {"country": "US"}, "fee_lines": [], "refunds": [],
        "shipping_lines": [{"total": money(shipping), "total_tax": "0.00"}],
        "line_items": [{"id": id, "name": "Soap", "sku": format!("S{}", id % 9), "quantity": pieces, "subtotal": money(subtotal),
            "total": money(total), "total_tax": money(tax)}],
    });
    if !chance.is_one_in(3) {
        paid(&mut order, at);
    }
    order
}

fn paid(order: &mut Value, at: i64) {
    order["status"] = "processing".into();
    order["date_paid"] = local(at).into();
    order["date_paid_gmt"] = utc(at).into();
}

/// Changes an order. Returns the refund if one was made.
fn change(order: &mut Value, refund: u64, at: i64, chance: &mut Chance) -> Option<Value> {
    match chance.below(8) {
        0 | 1 if order["date_paid"].is_null() => paid(order, at),
        0 | 1 => order["status"] = "completed".into(),
        2 => order["status"] = "cancelled".into(),
        3 => order["status"] = "on-hold".into(),
        4 if order["refunds"].as_array().is_some_and(|it| !it.is_empty()) => {
            order["refunds"].as_array_mut().unwrap().pop();
        }
        _ if order["refunds"].as_array().is_some_and(|it| it.len() < 2) => {
            let back = 1 + chance.below(cents(&order["line_items"][0]["total"]) / 3 + 1);
            let named = json!({"id": refund, "reason": "", "total": format!("-{}", money(back))});
            order["refunds"].as_array_mut().unwrap().push(named);
            return Some(json!({
                "id": refund, "amount": money(back), "date_created": local(at), "date_created_gmt": utc(at),
                "line_items": [{"id": refund, "name": "Soap", "sku": order["line_items"][0]["sku"], "quantity": 0,
                    "total": format!("-{}", money(back)), "total_tax": "0.00"}],
                "shipping_lines": [], "fee_lines": [],
            }));
        }
        _ => {}
    }
    None
}
