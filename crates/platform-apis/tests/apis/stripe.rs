//! Stripe.

use std::collections::BTreeSet;

use domain::{BusinessDay, ShopClock};
use platform_apis::{ApiBody, ApiError, ApiSecret, PlatformApi, Stripe};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, StripeAccount, StripeServer};

use crate::{now, read};

/// 2026-03-30T12:00:00Z.
const NOON: i64 = 1_774_872_000;

pub(crate) fn served() -> (StripeServer, Stripe) {
    let server = StripeAccount::serve("America/Chicago", "USD");
    let api = Stripe::new(&server.address, &ApiSecret::new(StripeAccount::KEY)).unwrap();
    (server, api)
}

fn paid(number: i64, at: i64) -> Value {
    json!({"id": format!("evt_{number}"), "type": "payment_intent.succeeded", "created": at, "livemode": true,
        "data": {"object": {"object": "payment_intent", "id": format!("pi_{number}"), "created": at - 60,
            "amount_received": 4_599, "currency": "usd", "livemode": true, "status": "succeeded",
            "latest_charge": format!("ch_{number}"), "receipt_email": "buyer@example.com"}}})
}

fn refunded(number: i64, at: i64, status: &str) -> Value {
    json!({"id": format!("evt_r{number}{status}"), "type": "refund.updated", "created": at, "livemode": true,
        "data": {"object": {"object": "refund", "id": format!("re_{number}"), "created": at, "amount": 599,
            "currency": "usd", "status": status, "payment_intent": format!("pi_{number}"), "charge": format!("ch_{number}")}}})
}

fn told(bodies: &[ApiBody]) -> BTreeSet<String> {
    let ids = bodies.iter().map(|body| {
        let body: Value = serde_json::from_slice(&body.body).unwrap();
        body["data"]["object"]["id"].as_str().unwrap().to_owned()
    });
    ids.collect()
}

#[tokio::test]
async fn the_account_says_what_it_is() {
    let (server, api) = served();
    let about = api.about().await.unwrap();
    assert_eq!(
        (&*about.name, &*about.address, &*about.currency),
        ("Elm", "acct_1Elm", "USD")
    );
    assert_eq!(about.timezone.as_deref(), Some("America/Chicago"));
    server.with(|account| account.forbidden = vec!["checkout"]);
    let error = api.about().await.unwrap_err();
    assert!(
        error.to_string().contains("Checkout Sessions: Read"),
        "{error}"
    );
    server.with(|account| account.key = "rk_live_other".to_owned());
    let error = api.about().await.unwrap_err();
    assert!(matches!(error, ApiError::Unauthorized { .. }), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("rk_live"),
        "{error:?}"
    );
    let public = Stripe::new(&server.address, &ApiSecret::new("pk_live_hush"))
        .err()
        .unwrap();
    assert!(public.to_string().contains("publishable") && !public.to_string().contains("hush"));
    let test = Stripe::new(&server.address, &ApiSecret::new("sk_test_1")).unwrap();
    server.with(|account| {
        account.key = "sk_test_1".to_owned();
        account.forbidden.clear();
    });
    assert_eq!(test.about().await.unwrap().concerns[0].code, "test_mode");
}

#[tokio::test]
async fn the_past_comes_object_by_object_and_then_what_happens() {
    let (server, api) = served();
    server.with(|account| {
        for number in 0..230 {
            account.happen(&paid(number, NOON - 20 * 86_400 + number));
        }
        account.happen(&refunded(5, NOON - 86_400, "succeeded"));
        // The feed only has the last hours.
        account.feed_from = NOON - 7_200;
        account.happen(&paid(300, NOON - 3_600));
    });
    // This happens while the past is read.
    server.meanwhile(3, |account| account.happen(&paid(301, NOON)));
    server.meanwhile(5, |account| {
        account.happen(&refunded(7, NOON + 10, "pending"));
    });
    let (bodies, cursor) = read(&api, None).await;
    let told_of = told(&bodies);
    for id in (0..230)
        .chain([300, 301])
        .map(|number| format!("pi_{number}"))
    {
        assert!(told_of.contains(&id), "{id}");
    }
    assert!(told_of.contains("re_5") && told_of.contains("re_7"));
    // From now on only the feed is read, with a little of it repeated.
    server.requests();
    server.with(|account| account.happen(&refunded(7, NOON + 20, "failed")));
    let (bodies, next) = read(&api, Some(cursor)).await;
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.path == "/v1/events")
    );
    let failed = bodies
        .iter()
        .any(|body| String::from_utf8_lossy(&body.body).contains("\"failed\""));
    assert!(failed && bodies.len() < 5, "{bodies:?}");
    let (_, last) = read(&api, Some(next.clone())).await;
    assert_eq!(last, next);
}

#[tokio::test]
async fn a_feed_of_many_pages_is_read_to_its_end() {
    let (server, api) = served();
    server.with(|account| account.happen(&paid(0, NOON)));
    let (_, cursor) = read(&api, None).await;
    server.with(|account| {
        for number in 1..=250 {
            account.happen(&paid(number, NOON + number / 50));
        }
    });
    // Events that happen meanwhile are newer than the page, and come in the next round.
    server.meanwhile(1, |account| account.happen(&paid(251, NOON + 6)));
    let (bodies, cursor) = read(&api, Some(cursor)).await;
    assert!((0..=250).all(|number| told(&bodies).contains(&format!("pi_{number}"))));
    let (bodies, _) = read(&api, Some(cursor)).await;
    assert!(told(&bodies).contains("pi_251"));
}

#[tokio::test]
async fn a_payment_by_checkout_is_told_with_what_the_session_knows() {
    let (server, api) = served();
    server.with(|account| {
        account.happen(&paid(1, NOON));
        account.happen(&json!({"id": "evt_s", "type": "checkout.session.completed", "created": NOON + 1, "livemode": true,
            "data": {"object": {"object": "checkout.session", "id": "cs_1", "created": NOON - 600, "livemode": true,
                "status": "complete", "payment_status": "paid", "payment_intent": "pi_1", "currency": "usd",
                "amount_subtotal": 4_000, "amount_total": 4_599}}}));
    });
    let bodies = api
        .orders(&["pi_1".to_owned(), "pi_none".to_owned()])
        .await
        .unwrap();
    assert_eq!(told(&bodies), ["cs_1", "pi_1"].map(str::to_owned).into());
    let session: Value = serde_json::from_slice(&bodies[1].body).unwrap();
    assert_eq!(
        session["data"]["object"]["payment_intent"]["latest_charge"]["created"],
        NOON
    );
    let wrong = api.orders(&["../account".to_owned()]).await.unwrap_err();
    assert!(wrong.to_string().contains("pi_"), "{wrong}");
}

#[tokio::test]
async fn endpoints_are_registered_put_back_and_taken_away() {
    const URL: &str = "https://till.example.com/v1/webhooks/stripe/elm";
    let (server, api) = served();
    let made = api.subscribe(URL, None).await.unwrap();
    let secret = made.secret.unwrap();
    assert_eq!((secret.expose(), made.added.len()), ("whsec_1", 9));
    let again = api.subscribe(URL, Some(&secret)).await.unwrap();
    assert_eq!(again, platform_apis::Subscribed::default());
    server.with(|account| {
        let endpoint = account.endpoints().next().unwrap();
        endpoint["status"] = "disabled".into();
    });
    assert!(!api.webhooks().await.unwrap()[0].is_active);
    assert!(
        !api.subscribe(URL, Some(&secret))
            .await
            .unwrap()
            .restored
            .is_empty()
    );
    assert!(api.webhooks().await.unwrap()[0].is_active);
    // The secret is lost, so the webhook is created again, and there is only one.
    let made = api.subscribe(URL, None).await.unwrap();
    assert_eq!(made.secret.unwrap().expose(), "whsec_2");
    assert_eq!(api.webhooks().await.unwrap().len(), 1);
    assert_eq!(api.unsubscribe(URL).await.unwrap(), 1);
    server.with(|account| account.forbidden = vec!["webhook_endpoints"]);
    let error = api.subscribe(URL, None).await.unwrap_err();
    assert!(
        error.to_string().contains("Webhook Endpoints: Write"),
        "{error}"
    );
}

#[tokio::test]
async fn its_books_are_its_charges_and_refunds() {
    let (server, api) = served();
    server.with(|account| {
        account.happen(&paid(1, NOON));
        account.happen(&paid(2, NOON + 1));
        account.happen(&refunded(1, NOON + 86_400, "succeeded"));
        account.happen(&refunded(2, NOON + 86_400, "failed"));
        let mut yen = paid(3, NOON + 2);
        yen["data"]["object"]["currency"] = "jpy".into();
        account.happen(&yen);
    });
    server.fail([Fault::Status(429, Some(0)), Fault::Status(500, None)]);
    let clock = ShopClock::new("America/Chicago").unwrap();
    let first = clock.local(now()).day;
    let first = BusinessDay::from_epoch_days(first.epoch_days() - 2);
    let last = BusinessDay::from_epoch_days(first.epoch_days() + 1);
    let books = api.books(first, last, &clock).await.unwrap();
    assert_eq!(books.currency, "USD");
    let days: Vec<_> = books
        .days
        .iter()
        .map(|it| (it.day.to_string(), it.orders, it.amounts.total))
        .collect();
    let day = |text: &str, orders, total| (text.to_owned(), orders, total);
    assert_eq!(
        days,
        [
            day("2026-03-30", 2, 91_980_000),
            day("2026-03-31", 0, -5_990_000)
        ]
    );
    let yen = books
        .entries
        .iter()
        .find(|it| it.id == "stripe:pi_3")
        .unwrap();
    assert_eq!(
        (yen.currency.as_deref(), yen.amounts.total),
        (Some("JPY"), 4_599_000_000)
    );
    let refund = books
        .entries
        .iter()
        .find(|it| it.id == "stripe:re_1")
        .unwrap();
    assert_eq!(
        (&*refund.order, refund.amounts.total),
        ("stripe:pi_1", -5_990_000)
    );
}
