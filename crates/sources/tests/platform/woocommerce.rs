//! Shops of WooCommerce.

use std::sync::Arc;

use platform_apis::{ApiSecret, WooCommerce};
use serde_json::Value;
use test_servers::platforms::{Fault, WooServer, WooShop};

use crate::reading::{Reading, until};
use crate::samples::{Sample, expected, sequence};

const SEQUENCES: [&str; 5] = [
    "woo-lifecycle",
    "woo-refund-removed",
    "woo-cancelled",
    "woo-deleted",
    "woo-day",
];

fn served() -> (WooServer, Arc<WooCommerce>) {
    let server = WooShop::serve("America/New_York", "USD");
    let api = WooCommerce::new(&server.address, &ApiSecret::new(WooShop::KEY)).unwrap();
    (server, Arc::new(api))
}

/// Applies a sample to the shop.
fn happen(server: &WooServer, sample: &Sample) {
    let body: Value = serde_json::from_slice(&sample.body).unwrap();
    let at = sample.received_at.rfc3339_utc()[..19].to_owned();
    server.with(|shop| match &*sample.topic {
        "order.deleted" => shop.trash(body["id"].as_u64().unwrap(), &at),
        topic if topic.ends_with("/refunds") => {
            let order = topic.split('/').nth(1).unwrap().parse().unwrap();
            shop.refund(order, body);
        }
        _ => {
            let named: Vec<u64> = body["refunds"]
                .as_array()
                .unwrap()
                .iter()
                .map(|refund| refund["id"].as_u64().unwrap())
                .collect();
            shop.keep_refunds(body["id"].as_u64().unwrap(), &named);
            shop.put(body);
        }
    });
}

#[tokio::test]
async fn by_the_api_alone_by_webhooks_and_by_both_the_figures_are_one() {
    for name in SEQUENCES {
        let samples = sequence(name);
        let wanted = expected(name, "harbor");
        let (server, api) = served();
        // All of it happened before the first poll.
        for sample in &samples {
            happen(&server, sample);
        }
        let alone = Reading::new("harbor", api.clone()).await;
        alone.poll().await;
        assert_eq!(alone.figures().await, wanted, "{name}: by the API alone");
        assert_eq!(alone.rejects().await, 0);
        // Webhooks deliver it, and then the API returns the same.
        let after = Reading::new("harbor", api).await;
        for sample in &samples {
            after.deliver(sample).await;
        }
        assert_eq!(after.figures().await, wanted, "{name}: by webhooks");
        after.poll().await;
        assert_eq!(after.figures().await, wanted, "{name}: by both");
        // The API is polled after each event, and every second webhook is lost.
        let (server, api) = served();
        let beside = Reading::new("harbor", api).await;
        for (number, sample) in samples.iter().enumerate() {
            happen(&server, sample);
            if number % 2 == 0 && !sample.is_of_api {
                beside.deliver(sample).await;
            }
            beside.poll().await;
        }
        assert_eq!(beside.figures().await, wanted, "{name}: side by side");
    }
}

#[tokio::test]
async fn a_worker_that_is_killed_between_pages_goes_on_where_it_stood() {
    let (server, api) = served();
    let samples = sequence("woo-day");
    for sample in &samples {
        happen(&server, sample);
    }
    let paid = server.with(|shop| shop.order(2003).unwrap().clone());
    // Many more orders, which count nothing, so that there are several pages.
    server.with(|shop| {
        for id in 10_000..10_950_u64 {
            let mut order = paid.clone();
            order["id"] = id.into();
            order["date_modified_gmt"] = format!("2026-03-2{}T10:{:02}:00", id % 9, id % 60).into();
            shop.put(order);
        }
    });
    let reading = Reading::new("harbor", api).await;
    let mut requests = Vec::new();
    for kill in 0..6 {
        let (source, progress) = reading.source();
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        let task = tokio::spawn(source.run(stopped));
        until("some of it is read", || {
            let standing = progress.standing();
            // The last workers may find little left.
            standing.read >= 100 + kill * 10 || standing.complete_at.is_some()
        })
        .await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        requests.extend(server.requests());
        server.fail([Fault::Cut, Fault::Status(503, Some(0))]);
    }
    reading.poll().await;
    requests.extend(server.requests());
    assert_eq!(reading.figures().await, expected("woo-day", "harbor"));
    let begun = requests.iter().filter(|request| {
        request.param("status") == Some("any")
            && request.param("modified_after") == Some("2026-02-28T23:59:59")
    });
    assert_eq!(begun.count(), 1, "it does not begin anew");
}

#[tokio::test]
async fn what_the_platform_refuses_is_said_until_somebody_mends_it() {
    let (server, api) = served();
    server.with(|shop| shop.key = "ck_new:cs_new".to_owned());
    let reading = Reading::new("harbor", api).await;
    let (source, progress) = reading.source();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let task = tokio::spawn(source.run(stopped));
    until("it is said", || progress.standing().trouble.is_some()).await;
    let standing = progress.standing();
    let trouble = standing.trouble.unwrap();
    assert!(
        trouble.contains("REST API") && !trouble.contains("cs_"),
        "{trouble}"
    );
    assert!(!standing.is_passing);
    let refused = telemetry::catalogue::SOURCE_REFUSED.snapshot();
    let ones = refused.all().iter().filter(|(_, value)| *value == 1.0);
    let kinds: Vec<String> = ones.map(|(of, _)| format!("{:?}", of.kind)).collect();
    assert!(kinds.contains(&"Unauthorized".to_owned()), "{kinds:?}");
    // It stops at once although it is waiting.
    stop.send_replace(true);
    task.await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_understood_is_kept_once_however_often_it_is_read() {
    let (server, api) = served();
    let reading = Reading::new("harbor", api).await;
    let mut broken: Value = serde_json::from_slice(&sequence("woo-deleted")[0].body).unwrap();
    broken["line_items"][0]["total"] = "much".into();
    server.with(|shop| shop.put(broken));
    let polls = sources::platform::Polls::default();
    let (source, _) = reading.source();
    polls.start(reading.shop.id.clone(), source).await;
    let mut rounds = 0;
    until("it is read often", || {
        rounds += server.requests().len();
        rounds > 20
    })
    .await;
    polls.stop_all().await;
    assert_eq!(reading.rejects().await, 1);
}
