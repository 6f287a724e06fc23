//! Shops that had orders of their own before their platform was connected.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::WooShop;
use test_servers::platforms::life::{Hook, Signed, signed};

use crate::connect::woo_order;
use crate::support::{Server, Workplace};

/// The same order, placed, paid and changed on another day.
fn woo_order_of(id: u64, day: &str) -> Value {
    let text = woo_order(id, "22.90", 1).to_string();
    serde_json::from_str(&text.replace("2026-03-30", day)).unwrap()
}

#[test]
fn a_shop_that_has_orders_of_its_own_is_connected_from_a_day_on() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| {
        shop.put(woo_order_of(1, "2026-03-29"));
        shop.put(woo_order_of(2, "2026-03-31"));
        // Of an order of before, and on a day that counts.
        let mut refunded = woo_order_of(3, "2026-03-29");
        refunded["refunds"] = json!([{"id": 9, "reason": "", "total": "-5.00"}]);
        refunded["date_modified_gmt"] = "2026-03-31T12:00:00".into();
        shop.put(refunded);
        let refund = json!({"id": 9, "amount": "5.00", "date_created": "2026-03-31T14:00:00", "date_created_gmt": "2026-03-31T12:00:00",
            "line_items": [], "shipping_lines": [], "fee_lines": []});
        shop.refund(3, refund);
    });
    let place = Workplace::new();
    fs::create_dir(place.path("livetill-secrets")).unwrap();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let at = server.url("");
    let zone = [
        "--timezone=Europe/Berlin",
        "--currency=EUR",
        "--retention-days=400",
    ];
    let added = place.run(&[&["shops", "add", "harbor", "--server", &at], &zone[..]].concat());
    assert_eq!(added.code(), 0, "{added:?}");
    let own = json!({"id": "7", "timestamp": "2026-03-29T14:00:00+02:00", "items": [{"sku": "ROPE", "price": "22.90", "quantity": 1}]});
    let form = ("content-type", "application/json");
    let answer = server.post(
        "/v1/orders?shop=harbor",
        &[form],
        own.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 200);
    let connect = [
        "connect",
        "woocommerce",
        "--address",
        &site.address,
        "--api-token=file:livetill-secrets/key",
        "--public-url",
        &at,
        "--shop=harbor",
        "--server",
        &at,
    ];
    let error = place.run(&connect).error();
    assert!(
        error.contains("under other ids") && error.contains("from_day"),
        "{error}"
    );
    let early = place.run(&[&connect[..], &["--from-day=2026-03-29"]].concat());
    assert!(early.error().contains("2026-03-29"));
    let connected = place.run(&[&connect[..], &["--from-day=2026-03-30"]].concat());
    assert_eq!(connected.code(), 0, "{connected:?}");
    let day = |day: &str| {
        let path = format!("/v1/range?shop=harbor&first={day}&last={day}");
        let total = server.get(&path).json(200)["total"].clone();
        (total["orders"].clone(), total["net_revenue"].clone())
    };
    let as_it_was = || {
        assert_eq!(day("2026-03-29"), (json!(1), json!("22.90")));
        assert_eq!(day("2026-03-31"), (json!(1), json!("17.90")));
    };
    as_it_was();
    // What is posted of orders of before changes nothing either.
    let secret = fs::read_to_string(place.path("livetill-secrets/harbor.webhook")).unwrap();
    let hook = Hook {
        topic: "order.updated".to_owned(),
        body: woo_order_of(1, "2026-03-29").to_string().into_bytes(),
    };
    let headers = signed(Signed::WooCommerce, secret.trim(), &hook);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, it)| (*name, &**it)).collect();
    let answer = server.post("/v1/webhooks/woocommerce/harbor", &headers, &hook.body);
    assert_eq!(answer.status, 200);
    as_it_was();
    let days = [
        "--days=4",
        "--last=2026-04-01",
        "--json",
        "--shop=harbor",
        "--server",
        &at,
    ];
    let found = place.run(&[&["reconcile"][..], &days].concat()).json(0);
    let compared: Vec<&Value> = found["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["day"])
        .collect();
    assert_eq!(compared.len(), 3, "{found}");
    assert_eq!(found["equal"], true);
    let last = [
        "--days=2",
        "--last=2026-03-29",
        "--shop=harbor",
        "--server",
        &at,
    ];
    let error = place.run(&[&["reconcile"][..], &last].concat()).error();
    assert!(error.contains("2026-03-30"), "{error}");
}
