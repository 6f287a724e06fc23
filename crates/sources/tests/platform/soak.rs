//! A shop that runs for days: orders are placed, paid, cancelled, refunded and deleted; webhooks are lost, doubled and
//! late, the API fails, and workers are killed. In the end every day equals the platform's own books.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{BusinessDay, Measure, Timestamp};
use platform_apis::{ApiSecret, WooCommerce};
use test_servers::platforms::life::{Chance, Hook, WooLife};
use test_servers::platforms::{Fault, WooServer, WooShop};

use crate::reading::{Reading, until};
use crate::samples::Sample;

/// How many events happen.
const STEPS: u64 = 900;
/// 2026-03-27T12:00:00Z.
const BEGIN: i64 = 1_774_612_800;

#[tokio::test]
async fn after_everything_that_can_happen_the_figures_equal_the_books() {
    let server: WooServer = WooShop::serve("America/New_York", "USD");
    let api = WooCommerce::new(&server.address, &ApiSecret::new(WooShop::KEY)).unwrap();
    let reading = Reading::new("harbor", Arc::new(api)).await;
    let mut chance = Chance::new(2_026);
    let mut life = WooLife::default();
    let mut late: Vec<Sample> = Vec::new();
    for step in 0..STEPS {
        let at = BEGIN + step as i64 * 440;
        let hooks = server.with(|shop| life.step(shop, at, &mut chance));
        let Hook { topic, body } = hooks.into_iter().next().unwrap();
        // One in twenty is lost, one in ten comes twice, and all of them arrive at any time.
        let copies = if chance.is_one_in(20) {
            0
        } else {
            1 + u64::from(chance.is_one_in(10))
        };
        for _ in 0..copies {
            late.push(Sample {
                name: format!("{topic} {step}"),
                shop: "harbor".to_owned(),
                topic: topic.clone(),
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
