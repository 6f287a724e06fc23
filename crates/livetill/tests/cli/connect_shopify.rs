//! A shop on Shopify: its sample orders, read from webhooks and from the API, compared with its books.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::ShopifyShop;

use crate::support::{Server, Workplace, repository};

fn sample(name: &str) -> Value {
    let path = format!("crates/presets/tests/deliveries/shopify-{name}.json");
    serde_json::from_slice(&fs::read(repository().join(path)).unwrap()).unwrap()
}

#[test]
fn a_week_with_edits_refunds_and_cancellations_equals_its_books() {
    let shop = ShopifyShop::serve("Europe/Berlin", "EUR");
    shop.with(|shop| {
        for name in [
            "orders-create-plain",
            "orders-create-discounts",
            "orders-create-gift-card-tip",
            "orders-create-pos",
            "orders-create-presentment",
            "orders-create-tax-included",
            "orders-create-test",
            "orders-create-weight",
            "orders-create-three",
            "orders-cancelled-paid",
            "orders-cancelled-unpaid",
            "orders-create-draft-unpaid",
            "orders-updated-after-edit",
            "orders-updated-after-refund",
            "orders-updated-refund-settled",
            "orders-updated-two-refunds",
        ] {
            shop.put(sample(name));
        }
        shop.edit(&sample("orders-edited"));
    });
    let place = Workplace::new();
    place.file("livetill-secrets/app", "shpss_test");
    let mut server = Server::start(&place, &["--log=debug"]);
    let at = server.url("");
    let app = [
        "--client-id=client",
        "--client-secret=file:livetill-secrets/app",
    ];
    let address = ["--address", &shop.address, "--shop=nordlicht"];
    let public = ["--public-url", "https://till.example.com", "--server", &at];
    let connected = place.run(&[&["connect", "shopify"], &address[..], &app, &public].concat());
    assert_eq!(connected.code(), 0, "{connected:?}");
    assert!(
        connected.stderr.contains("Europe/Berlin, EUR"),
        "{}",
        connected.stderr
    );
    let connection = &server.get("/v1/shops/nordlicht/connection").json(200)["connection"];
    assert_eq!(
        (&connection["client_id"], &connection["webhook_secrets"]),
        (&json!("client"), &json!(null))
    );
    let days = [
        "--days=8",
        "--last=2026-04-02",
        "--shop=nordlicht",
        "--server",
        &at,
    ];
    let found = place.run(&[&["reconcile", "--json"], &days[..]].concat());
    let orders = server
        .get("/v1/range?shop=nordlicht&first=2026-03-26&last=2026-04-02")
        .json(200);
    assert_eq!(
        (found.code(), &orders["total"]["orders"]),
        (0, &json!(9)),
        "{found:?}"
    );
    let check = [
        "connect",
        "shopify",
        "--check",
        "--shop=nordlicht",
        "--server",
        &at,
    ];
    place.run(&check).expect(0);
    // A revoked token is replaced by a new one. A missing scope is reported with its name.
    shop.with(ShopifyShop::revoke);
    place.run(&check).expect(0);
    shop.with(|shop| shop.scopes = vec!["read_orders"]);
    let said = place.run(&check).expect(2);
    assert!(said.contains("read_all_orders"), "{said}");
    let disconnect = ["disconnect", "shopify", "--shop=nordlicht", "--server", &at];
    place.run(&disconnect).expect(0);
    assert_eq!(shop.with(|shop| shop.webhooks().count()), 0);
    server.terminate();
    assert!(!server.log().contains("shpss_test"));
}
