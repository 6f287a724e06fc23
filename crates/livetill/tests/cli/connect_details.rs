//! Orders of which a webhook leaves something out are complete before the next poll.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::life::{Hook, Signed, signed};
use test_servers::platforms::{Fault, StripeAccount, WooShop};
use test_servers::wait_until;

use crate::connect::woo_order;
use crate::connect_stripe::{NOON, paid_in};
use crate::support::{Server, Workplace};

/// A server whose shop polls its platform only every ten minutes, because webhooks are registered.
fn connected(platform: &str, shop: &str, address: &str, key: &str) -> (Workplace, Server, String) {
    let place = Workplace::new();
    place.file("livetill-secrets/key", key);
    let server = Server::start(&place, &[]);
    let at = server.url("");
    let shop_argument = format!("--shop={shop}");
    let more = ["--public-url", &at, &shop_argument, "--server", &at];
    place.connect(platform, address, &more);
    let secret = place.path(&format!("livetill-secrets/{shop}.webhook"));
    let secret = fs::read_to_string(secret).unwrap().trim().to_owned();
    (place, server, secret)
}

fn post(server: &Server, path: &str, headers: &[(&str, String)], hook: &Hook) {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, it)| (*name, &**it)).collect();
    assert_eq!(server.post(path, &headers, &hook.body).status, 200);
}

fn total(server: &Server, shop: &str, day: &str) -> Value {
    let path = format!("/v1/range?shop={shop}&first={day}&last={day}");
    server.get(&path).json(200)["total"].clone()
}

#[test]
fn refunds_that_a_webhook_only_names_are_fetched_at_once_with_few_requests() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| (1..=30).for_each(|id| shop.put(woo_order(id, "22.90", 1))));
    let (_place, server, secret) = connected("woocommerce", "harbor", &site.address, WooShop::KEY);
    let refunded: Vec<Value> = (1..=3)
        .map(|id| {
            let mut order = woo_order(id, "22.90", 2);
            order["refunds"] = json!([{"id": 100 + id, "reason": "", "total": "-24.90"}]);
            order
        })
        .collect();
    site.with(|shop| {
        for order in &refunded {
            let id = order["id"].as_u64().unwrap();
            shop.put(order.clone());
            let goods = json!({"id": 9, "name": "Rope", "sku": "ROPE", "product_id": 7, "variation_id": 0, "quantity": -1,
                "subtotal": "-22.90", "total": "-22.90", "total_tax": "-2.00"});
            let refund = json!({"id": 100 + id, "amount": "24.90", "date_created": "2026-03-30T14:00:02",
                "date_created_gmt": "2026-03-30T12:00:02", "line_items": [goods], "shipping_lines": [], "fee_lines": []});
            shop.refund(id, refund);
        }
    });
    site.requests();
    // The first request is too much for the site, which says when to ask again.
    site.fail([Fault::Status(429, Some(1))]);
    for _ in 0..2 {
        for order in &refunded {
            let hook = Hook {
                topic: "order.updated".to_owned(),
                body: order.to_string().into_bytes(),
            };
            let headers = signed(Signed::WooCommerce, &secret, &hook);
            post(&server, "/v1/webhooks/woocommerce/harbor", &headers, &hook);
        }
    }
    let day = || total(&server, "harbor", "2026-03-30");
    wait_until("the refunds have their goods and tax", || {
        day()["tax"] == "54.00"
    });
    assert_eq!(
        (&day()["returns"], &day()["charged"]),
        (&json!("68.70"), &json!("822.30"))
    );
    let asked: Vec<String> = site.requests().into_iter().map(|it| it.path).collect();
    let of_orders = asked.iter().filter(|path| path.ends_with("/orders"));
    let of_refunds = asked.iter().filter(|path| path.ends_with("/refunds"));
    // One that failed, one for all orders, and one for each of them; a second turn if webhooks came after the first.
    assert!((2..=3).contains(&of_orders.count()), "{asked:?}");
    assert!((3..=6).contains(&of_refunds.count()), "{asked:?}");
}

#[test]
fn refunds_that_stripe_only_sums_up_are_fetched_at_once() {
    let account = StripeAccount::serve("America/Chicago", "USD");
    account.with(|account| account.happen(&paid_in("usd", 1)));
    let (_place, server, secret) = connected("stripe", "elm", &account.address, StripeAccount::KEY);
    account.with(|account| {
        let refund = json!({"object": "refund", "id": "re_1", "created": NOON + 9, "amount": 1_000, "currency": "usd",
            "charge": "ch_1", "payment_intent": "pi_1", "status": "succeeded"});
        account.happen(&json!({"id": "evt_9", "type": "refund.created", "created": NOON + 9, "livemode": true,
            "data": {"object": refund}}));
    });
    // Newer versions of the API do not list the refunds in it.
    let event = json!({"id": "evt_10", "type": "charge.refunded", "created": NOON + 9, "livemode": true,
        "data": {"object": {"object": "charge", "id": "ch_1", "amount": 4_599, "amount_refunded": 1_000, "currency": "usd",
            "payment_intent": "pi_1"}}});
    let hook = Hook {
        topic: String::new(),
        body: event.to_string().into_bytes(),
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let headers = signed(
        Signed::Stripe(now.unwrap().as_secs().cast_signed()),
        &secret,
        &hook,
    );
    post(&server, "/v1/webhooks/stripe/elm", &headers, &hook);
    wait_until("the refund is there", || {
        total(&server, "elm", "2026-03-30")["returns"] == "10.00"
    });
}
