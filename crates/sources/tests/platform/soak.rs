//! A shop that lives for days: orders are placed, paid, cancelled, refunded and thrown away; webhooks are lost, doubled and late, the
//! API fails, and workers are killed. In the end every day equals the platform's own books.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{BusinessDay, Measure, Timestamp};
use platform_apis::{ApiSecret, WooCommerce};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, WooServer, WooShop};

use crate::reading::{Reading, until};
use crate::samples::Sample;

/// Things that happen.
const STEPS: u64 = 900;
/// 2026-03-27T12:00:00Z.
const BEGIN: i64 = 1_774_612_800;

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn is_one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }
}

fn utc(second: i64) -> String {
    Timestamp::from_millis(second * 1_000).rfc3339_utc()[..19].to_owned()
}

/// The site's clock, four hours behind.
fn local(second: i64) -> String {
    utc(second - 4 * 3_600)
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn placed(id: u64, at: i64, chance: &mut Chance) -> Value {
    let (pieces, price) = (1 + chance.below(4), 100 + chance.below(9_000));
    let subtotal = pieces * price;
    let total = subtotal - chance.below(subtotal / 3);
    let (tax, shipping) = (total / 12, chance.below(2) * 590);
    let mut order = json!({
        "id": id, "parent_id": 0, "currency": "USD", "created_via": "checkout", "status": "pending",
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

fn cents(text: &Value) -> u64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// Something happens to an order; whether a refund of it was made, with what it says.
fn change(order: &mut Value, number: u64, at: i64, chance: &mut Chance) -> Option<Value> {
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
            let refund = 500_000 + number;
            let named = json!({"id": refund, "reason": "", "total": format!("-{}", money(back))});
            order["refunds"].as_array_mut().unwrap().push(named);
            return Some(json!({
                "id": refund, "amount": money(back), "date_created": local(at), "date_created_gmt": utc(at),
                "line_items": [{"id": number, "name": "Soap", "sku": order["line_items"][0]["sku"], "quantity": 0,
                    "total": format!("-{}", money(back)), "total_tax": "0.00"}],
                "shipping_lines": [], "fee_lines": [],
            }));
        }
        _ => {}
    }
    None
}

#[tokio::test]
async fn after_everything_that_can_happen_the_figures_equal_the_books() {
    let server: WooServer = WooShop::serve("America/New_York", "USD");
    let api = WooCommerce::new(&server.address, &ApiSecret::new(WooShop::KEY)).unwrap();
    let reading = Reading::new("harbor", Arc::new(api)).await;
    let mut chance = Chance(2_026);
    let mut late: Vec<Sample> = Vec::new();
    let mut ids: Vec<u64> = Vec::new();
    for step in 0..STEPS {
        let at = BEGIN + step as i64 * 440;
        let is_new = ids.is_empty() || chance.is_one_in(2);
        let id = match is_new {
            true => 1_000 + step,
            false => ids[chance.below(ids.len() as u64) as usize],
        };
        let mut order = match is_new {
            true => placed(id, at, &mut chance),
            false => server.with(|shop| shop.order(id).unwrap().clone()),
        };
        let mut topic = "order.created";
        let mut refund = None;
        if is_new {
            ids.push(id);
        } else {
            topic = "order.updated";
            refund = change(&mut order, step, at, &mut chance);
        }
        order["date_modified_gmt"] = utc(at).into();
        let body = order.to_string().into_bytes();
        let named = order["refunds"].as_array().unwrap().iter();
        let named: Vec<u64> = named.map(|it| it["id"].as_u64().unwrap()).collect();
        let is_trashed = !is_new && chance.is_one_in(40);
        server.with(|shop| {
            shop.put(order);
            shop.keep_refunds(id, &named);
            if let Some(refund) = refund {
                shop.refund(id, refund);
            }
            if is_trashed {
                shop.trash(id, &utc(at));
            }
        });
        let (topic, body) = match is_trashed {
            true => ("order.deleted", format!(r#"{{"id":{id}}}"#).into_bytes()),
            false => (topic, body),
        };
        // One in twenty is lost, one in ten comes twice, and all of them when they like.
        let copies = if chance.is_one_in(20) {
            0
        } else {
            1 + u64::from(chance.is_one_in(10))
        };
        for _ in 0..copies {
            late.push(Sample {
                name: format!("{topic} {id}"),
                shop: "harbor".to_owned(),
                topic: topic.to_owned(),
                received_at: Timestamp::from_millis(at * 1_000),
                body: body.clone(),
                is_of_api: false,
            });
        }
        while late.len() as u64 > chance.below(12) {
            let next = chance.below(late.len() as u64) as usize;
            reading.deliver(&late.swap_remove(next)).await;
        }
        if step % 100 == 99 {
            server.fail([
                Fault::Cut,
                Fault::Status(503, Some(0)),
                Fault::Status(500, None),
            ]);
            let (source, progress) = reading.source();
            let (_stop, stopped) = tokio::sync::watch::channel(false);
            let task = tokio::spawn(source.run(stopped));
            let enough = chance.below(40);
            until("some of it is read", || {
                let standing = progress.standing();
                standing.read > enough || standing.complete_at.is_some()
            })
            .await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
    }
    for sample in late {
        reading.deliver(&sample).await;
    }
    reading.poll().await;
    let day = |text: &str| BusinessDay::parse(text).unwrap();
    let (first, last) = (day("2026-03-27"), day("2026-04-01"));
    let books = reading
        .api
        .books(first, last, &reading.shop.clock)
        .await
        .unwrap();
    let days = reading
        .store
        .days(&reading.shop, first, last)
        .await
        .unwrap();
    let ours: BTreeMap<BusinessDay, (u64, i128)> = days
        .iter()
        .map(|record| {
            let of = |measure: Measure| record.sums[measure];
            let total = of(Measure::Revenue) - of(Measure::Discounts) - of(Measure::Returns)
                + of(Measure::Shipping)
                + of(Measure::Tax)
                + of(Measure::Fees);
            (record.day, (of(Measure::Orders) as u64, total * 10_000))
        })
        .collect();
    for book in &books.days {
        let found = ours.get(&book.day).copied().unwrap_or_default();
        assert_eq!(found, (book.orders, book.amounts.total), "{}", book.day);
        let reported = book.reported.unwrap_or_default();
        assert_eq!(
            (reported.orders, reported.amounts.total),
            found,
            "{}",
            book.day
        );
    }
    assert!(books.entries.len() > 400, "{}", books.entries.len());
    assert_eq!(reading.rejects().await, 0);
}
