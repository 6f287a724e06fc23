//! A shop at Shopify whose orders are placed, paid, edited, refunded, cancelled and deleted.

use serde_json::{Value, json};

use super::super::ShopifyShop;
use super::{Chance, Hook, cents, money, utc};

/// The changes of a shop.
#[derive(Debug, Default)]
pub struct ShopifyLife {
    orders: Vec<u64>,
    placed: usize,
    made: u64,
}

impl ShopifyLife {
    /// How many orders were placed.
    pub fn placed(&self) -> usize {
        self.placed
    }

    /// Makes a change at this second, which must be later than all before. Returns the posts about it.
    pub fn step(&mut self, shop: &mut ShopifyShop, at: i64, chance: &mut Chance) -> Vec<Hook> {
        self.made += 10;
        if self.orders.is_empty() || chance.is_one_in(2) {
            let order = placed(1_000_000 + self.made, at, chance);
            self.orders.push(1_000_000 + self.made);
            self.placed += 1;
            shop.put(order.clone());
            return vec![Hook::new("orders/create", &order)];
        }
        let place = chance.below(self.orders.len() as u64) as usize;
        let id = self.orders[place];
        if chance.is_one_in(60) {
            self.orders.swap_remove(place);
            shop.remove(id);
            return vec![Hook::new("orders/delete", &json!({"id": id}))];
        }
        let mut order = shop.order(id).unwrap().clone();
        let now = format!("{}Z", utc(at));
        let mut hooks = Vec::new();
        if !order["cancelled_at"].is_null() {
            // A cancelled order keeps posting.
        } else if order["financial_status"] == "pending" {
            match chance.below(3) {
                0 => order["financial_status"] = "paid".into(),
                1 => {
                    order["financial_status"] = "voided".into();
                    order["cancelled_at"] = now.clone().into();
                }
                _ => hooks.push(edited(shop, &mut order, self.made, &now, chance)),
            }
        } else {
            match chance.below(4) {
                0 => hooks.push(edited(shop, &mut order, self.made, &now, chance)),
                1 | 2 => hooks.extend(refunded(&mut order, self.made, &now, false, chance)),
                _ => {
                    hooks.extend(refunded(&mut order, self.made, &now, true, chance));
                    order["financial_status"] = "refunded".into();
                    order["cancelled_at"] = now.clone().into();
                }
            }
        }
        order["updated_at"] = now.into();
        let topic = match order["cancelled_at"] == order["updated_at"] {
            true => "orders/cancelled",
            false => "orders/updated",
        };
        hooks.push(Hook::new(topic, &order));
        shop.put(order);
        hooks
    }
}

fn set(cents: u64) -> Value {
    json!({"shop_money": {"amount": money(cents), "currency_code": "EUR"}})
}

/// A line in which each piece has the same discount and the same tax.
fn line(id: u64, chance: &mut Chance) -> Value {
    let pieces = 1 + chance.below(3);
    let price = 200 + chance.below(5_000);
    let (off, tax) = (chance.below(price / 4), price / 10);
    json!({
        "id": id, "sku": format!("S{}", id % 9), "name": "Lamp", "title": "Lamp", "quantity": pieces, "gift_card": false,
        "requires_shipping": true, "variant_id": 7, "product_id": 8, "price": money(price), "price_set": set(price),
        "discount_allocations": [{"amount": money(off * pieces), "amount_set": set(off * pieces)}],
        "tax_lines": [{"rate": 0.1, "price": money(tax * pieces), "price_set": set(tax * pieces)}], "duties": [],
    })
}

fn placed(id: u64, at: i64, chance: &mut Chance) -> Value {
    let now = format!("{}Z", utc(at));
    let lines = 1 + chance.below(3);
    let lines: Vec<Value> = (0..lines)
        .map(|number| line(id * 100 + number, chance))
        .collect();
    let status = if chance.is_one_in(3) {
        "pending"
    } else {
        "paid"
    };
    json!({
        "id": id, "created_at": now, "processed_at": now, "updated_at": now, "cancelled_at": null, "currency": "EUR",
        "financial_status": status, "taxes_included": false, "test": false, "source_name": "web", "total_tip_received": "0.00",
        "shipping_address": {"country_code": "DE"}, "billing_address": {"country_code": "DE"}, "line_items": lines,
        "shipping_lines": [{"price": "4.90", "price_set": set(490), "discount_allocations": [], "tax_lines": []}], "refunds": [],
    })
}

/// Adds a line. Returns the posts about it besides the order.
fn edited(
    shop: &mut ShopifyShop,
    order: &mut Value,
    id: u64,
    now: &str,
    chance: &mut Chance,
) -> Hook {
    let added = line(id * 1_000 + 7, chance);
    let said = json!({"order_edit": {
        "id": id, "order_id": order["id"], "created_at": now,
        "line_items": {"additions": [{"id": added["id"], "delta": added["quantity"]}], "removals": []},
    }});
    order["line_items"].as_array_mut().unwrap().push(added);
    shop.edit(&said);
    Hook::new("orders/edited", &said)
}

/// Refunds pieces not refunded yet, of one line or all. Returns the post about it besides the order.
fn refunded(order: &mut Value, id: u64, now: &str, all: bool, chance: &mut Chance) -> Option<Hook> {
    let lines = order["line_items"].as_array().unwrap().clone();
    let left = |line: &Value| {
        let backs = order["refunds"].as_array().unwrap().iter();
        let backs = backs.flat_map(|refund| refund["refund_line_items"].as_array().unwrap());
        let backs = backs.filter(|back| back["line_item_id"] == line["id"]);
        let back: u64 = backs.map(|back| back["quantity"].as_u64().unwrap()).sum();
        line["quantity"].as_u64().unwrap() - back
    };
    let mut some: Vec<(&Value, u64)> = lines.iter().map(|line| (line, left(line))).collect();
    some.retain(|(_, left)| *left > 0);
    if !all && !some.is_empty() {
        let (line, left) = some[chance.below(some.len() as u64) as usize];
        some = vec![(line, 1 + chance.below(left))];
    }
    let goods = some.into_iter().enumerate().map(|(number, (line, pieces))| {
        let of = |amount: &Value| cents(amount) * pieces / line["quantity"].as_u64().unwrap();
        let net = cents(&line["price"]) * pieces - of(&line["discount_allocations"][0]["amount"]);
        let tax = of(&line["tax_lines"][0]["price"]);
        json!({
            "id": id * 100 + number as u64, "line_item_id": line["id"], "quantity": pieces, "restock_type": "return",
            "subtotal_set": set(net), "total_tax_set": set(tax), "line_item": line,
        })
    });
    let goods: Vec<Value> = goods.collect();
    let gave_shipping = order["refunds"].as_array().unwrap().iter().any(|refund| {
        refund["refund_shipping_lines"]
            .as_array()
            .is_some_and(|it| !it.is_empty())
    });
    let shipping = match all && !gave_shipping {
        true => json!([{"subtotal_amount_set": set(490), "tax_amount_set": set(0)}]),
        false => json!([]),
    };
    if goods.is_empty() && shipping == json!([]) {
        return None;
    }
    let refund = json!({
        "id": id, "order_id": order["id"], "created_at": now, "processed_at": now, "refund_line_items": goods,
        "refund_shipping_lines": shipping, "order_adjustments": [], "duties": [], "transactions": [],
    });
    let hook = Hook::new("refunds/create", &refund);
    order["refunds"].as_array_mut().unwrap().push(refund);
    Some(hook)
}
