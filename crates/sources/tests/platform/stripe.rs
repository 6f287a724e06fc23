//! Accounts of Stripe.

use std::sync::Arc;

use platform_apis::{ApiSecret, Stripe};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, Reply, StripeAccount, StripeServer};

use crate::reading::{Reading, until};
use crate::samples::{Sample, expected, sequence};

const SEQUENCES: [(&str, &str); 4] = [
    ("stripe-payment-and-session", "elm"),
    ("stripe-refund-that-fails", "elm"),
    ("stripe-refund", "elm"),
    ("stripe-currencies", "kumo"),
];

fn served(shop: &str) -> (StripeServer, Arc<Stripe>) {
    let server = match shop {
        "kumo" => StripeAccount::serve("Asia/Tokyo", "JPY"),
        _ => StripeAccount::serve("America/Chicago", "USD"),
    };
    let api = Stripe::new(&server.address, &ApiSecret::new(StripeAccount::KEY)).unwrap();
    (server, Arc::new(api))
}

fn of_shop(name: &str, shop: &str) -> Vec<Sample> {
    let samples = sequence(name).into_iter();
    samples.filter(|sample| sample.shop == shop).collect()
}

fn happen(server: &StripeServer, sample: &Sample) {
    let event: Value = serde_json::from_slice(&sample.body).unwrap();
    server.with(|account| account.happen(&event));
}

#[tokio::test]
async fn by_the_api_alone_by_webhooks_and_by_both_the_figures_are_one() {
    for (name, shop) in SEQUENCES {
        let samples = of_shop(name, shop);
        let wanted = expected(name, shop);
        // Once the feed reaches back to all of it, once to none of it.
        for feed_from in [0, i64::MAX] {
            let (server, api) = served(shop);
            for sample in &samples {
                happen(&server, sample);
            }
            server.with(|account| account.feed_from = feed_from);
            let alone = Reading::new(shop, api.clone()).await;
            alone.poll().await;
            assert_eq!(alone.figures().await, wanted, "{name}: by the API alone");
            let after = Reading::new(shop, api).await;
            for sample in &samples {
                after.deliver(sample).await;
            }
            assert_eq!(after.figures().await, wanted, "{name}: by webhooks");
            after.poll().await;
            assert_eq!(after.figures().await, wanted, "{name}: by both");
        }
        let (server, api) = served(shop);
        let beside = Reading::new(shop, api).await;
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

#[tokio::test]
async fn a_list_that_goes_round_in_a_circle_is_told_and_asked_with_pauses() {
    let (server, api) = served("elm");
    let reading = Reading::new("elm", api).await;
    let session = json!({"id": "cs_1", "created": 1_774_872_000, "livemode": true, "payment_status": "unpaid"});
    let page = Reply::json(&json!({"has_more": true, "data": [session]}));
    // The first list, of sessions, has the same page for ever.
    server.fail((0..1_000).map(|_| Fault::Answer(page.clone())));
    let (source, progress) = reading.source();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let task = tokio::spawn(source.run(stopped));
    until("the circle is found", || {
        progress.standing().trouble.is_some()
    })
    .await;
    assert!(server.requests().len() < 20);
    task.abort();
    let trouble = progress.standing().trouble.unwrap();
    assert!(trouble.contains("same pages again"), "{trouble}");
}
