//! Shops of Shopify.

use std::sync::Arc;

use platform_apis::{ApiSecret, Shopify, ShopifyLogin};
use serde_json::Value;
use test_servers::platforms::{ShopifyServer, ShopifyShop};

use crate::reading::Reading;
use crate::samples::{Sample, expected, sequence};

const SEQUENCES: [&str; 10] = [
    "shopify-duplicates",
    "shopify-update-before-create",
    "shopify-refund-before-its-order",
    "shopify-edit",
    "shopify-redelivery-after-edit",
    "shopify-tax-included-two-refunds",
    "shopify-refund-pending-then-settled",
    "shopify-cancel-after-partial-refund",
    "shopify-cancel-unpaid",
    "shopify-day",
];

fn served() -> (ShopifyServer, Arc<Shopify>) {
    let server = ShopifyShop::serve("Europe/Berlin", "EUR");
    let login = ShopifyLogin::Token(ApiSecret::new(ShopifyShop::TOKEN));
    let api = Shopify::new(&server.address, login).unwrap();
    (server, Arc::new(api))
}

fn happen(server: &ShopifyServer, sample: &Sample) {
    let body: Value = serde_json::from_slice(&sample.body).unwrap();
    server.with(|shop| match &*sample.topic {
        "orders/edited" => shop.edit(&body),
        "orders/delete" => shop.remove(body["id"].as_u64().unwrap()),
        // The order's next body has the same content.
        "refunds/create" | "products/update" => {}
        _ => shop.put(body),
    });
}

#[tokio::test]
async fn by_the_api_alone_by_webhooks_and_by_both_the_figures_are_one() {
    for name in SEQUENCES {
        let samples = sequence(name);
        let wanted = expected(name, "nordlicht");
        let (server, api) = served();
        for sample in &samples {
            happen(&server, sample);
        }
        let alone = Reading::new("nordlicht", api.clone()).await;
        alone.poll().await;
        assert_eq!(alone.figures().await, wanted, "{name}: by the API alone");
        assert_eq!(alone.rejects().await, 0);
        let after = Reading::new("nordlicht", api).await;
        for sample in &samples {
            after.deliver(sample).await;
        }
        assert_eq!(after.figures().await, wanted, "{name}: by webhooks");
        after.poll().await;
        assert_eq!(after.figures().await, wanted, "{name}: by both");
        // The API is polled after each event, as time passes. Edits come from both sources, or only from the API.
        let mut samples = samples;
        samples.sort_by_key(|sample| sample.received_at);
        let (server, api) = served();
        let beside = Reading::new("nordlicht", api).await;
        beside.poll().await;
        for (number, sample) in samples.iter().enumerate() {
            happen(&server, sample);
            if number % 2 == 0 {
                beside.deliver(sample).await;
            }
            beside.poll().await;
        }
        assert_eq!(beside.figures().await, wanted, "{name}: side by side");
    }
}
