//! WooCommerce.

use std::collections::BTreeMap;

use domain::{BusinessDay, ShopClock};
use platform_apis::{ApiBody, ApiError, ApiSecret, PlatformApi, WooCommerce};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, Reply, WooServer, WooShop};

use crate::{now, read};

pub(crate) fn served() -> (WooServer, WooCommerce) {
    let server = WooShop::serve("America/New_York", "USD");
    let api = WooCommerce::new(&server.address, &ApiSecret::new(WooShop::KEY)).unwrap();
    (server, api)
}

pub(crate) fn order(id: u64, modified: &str) -> Value {
    json!({
        "id": id, "parent_id": 0, "status": "processing", "currency": "USD",
        "date_created": "2026-03-30T08:00:00", "date_created_gmt": "2026-03-30T12:00:00",
        "date_paid": "2026-03-30T08:00:00", "date_paid_gmt": "2026-03-30T12:00:00",
        "date_modified_gmt": modified,
        "total": "29.90", "total_tax": "2.00", "shipping_total": "5.00",
        "billing": {"first_name": "Example", "country": "US", "email": "buyer@example.com"},
        "shipping": {"last_name": "Buyer", "country": "US"}, "customer_note": "ring twice",
        "line_items": [{"id": 1, "name": "Rope", "quantity": 1, "subtotal": "22.90", "total": "22.90", "total_tax": "2.00"}],
        "shipping_lines": [], "fee_lines": [], "refunds": [],
    })
}

/// The orders in the bodies, and how often each occurs.
pub(crate) fn told(bodies: &[ApiBody]) -> BTreeMap<u64, usize> {
    let mut told = BTreeMap::new();
    for body in bodies.iter().filter(|body| body.topic == "order.updated") {
        let body: Value = serde_json::from_slice(&body.body).unwrap();
        *told.entry(body["id"].as_u64().unwrap()).or_default() += 1;
    }
    told
}

#[tokio::test]
async fn the_shop_says_what_it_is() {
    let (server, api) = served();
    let about = api.about().await.unwrap();
    assert_eq!(
        (&*about.name, &*about.address),
        ("Harbor", &*server.address)
    );
    assert_eq!(about.timezone.as_deref(), Some("America/New_York"));
    assert_eq!((&*about.currency, about.reach_days), ("USD", None));
    assert_eq!(about.concerns, []);
    server.with(|shop| shop.date_type = "date_completed".to_owned());
    let concerns = api.about().await.unwrap().concerns;
    assert_eq!(concerns[0].code, "other_report_date");
}

#[tokio::test]
async fn everything_is_told_while_orders_change() {
    let (server, api) = served();
    server.with(|shop| {
        for id in 1..=90 {
            shop.put(order(id, &format!("2026-03-30T10:00:{:02}", id % 60)));
        }
        // As after an import: more orders in one second than fit on a page, even on three.
        for id in 100..=420 {
            shop.put(order(id, "2026-03-30T11:00:00"));
        }
        for id in 500..=620 {
            shop.put(order(id, "2026-03-30T12:00:00"));
        }
    });
    // Orders change while the list is read: one from the page just read, and one from the crowded second.
    server.meanwhile(1, |shop| shop.put(order(3, "2026-03-31T09:00:00")));
    server.meanwhile(4, |shop| {
        for id in 100..=150 {
            shop.put(order(id, "2026-03-31T09:00:01"));
        }
    });
    server.meanwhile(5, |shop| shop.trash(110, "2026-03-31T09:30:00"));
    let (bodies, cursor) = read(&api, None).await;
    let told_of = told(&bodies);
    let missing: Vec<u64> = (1..=90)
        .chain(100..=420)
        .chain(500..=620)
        .filter(|id| !told_of.contains_key(id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let trashed = bodies.iter().any(|body| {
        let body: Value = serde_json::from_slice(&body.body).unwrap();
        body["id"] == 110 && body["status"] == "trash"
    });
    assert!(trashed);
    // From now on only new changes are read, and the last minute again.
    let (bodies, next) = read(&api, Some(cursor.clone())).await;
    assert_eq!(told(&bodies).len(), 52, "{:?}", told(&bodies));
    assert_eq!(next, cursor);
    server.with(|shop| shop.put(order(7, "2026-04-01T08:00:00")));
    let (bodies, next) = read(&api, Some(next)).await;
    assert!(told(&bodies).contains_key(&7));
    let (bodies, _) = read(&api, Some(next)).await;
    assert!(told(&bodies).contains_key(&7) && bodies.len() <= 2);
}

#[tokio::test]
async fn nobodys_name_is_asked_for() {
    let (server, api) = served();
    server.with(|shop| shop.put(order(1, "2026-03-30T10:00:00")));
    let (bodies, _) = read(&api, None).await;
    api.orders(&["1".to_owned()]).await.unwrap();
    let text = String::from_utf8_lossy(&bodies[0].body).into_owned();
    assert!(text.contains("\"country\":\"US\"") && text.contains("Rope"));
    for personal in ["Example", "Buyer", "buyer@", "ring twice"] {
        assert!(!text.contains(personal), "{personal}");
    }
    for request in server.requests() {
        let target = format!("{} {:?}", request.path, request.query);
        assert!(!target.contains("cs_test"), "{target}");
        let fields = request.param("_fields").unwrap();
        for personal in [
            "first_name",
            "email",
            "customer_note",
            "reason",
            "meta_data",
        ] {
            assert!(!fields.contains(personal), "{target}");
        }
    }
}

#[tokio::test]
async fn refunds_come_with_their_lines_from_the_list_or_with_their_orders() {
    for lists_refunds in [true, false] {
        let (server, api) = served();
        server.with(|shop| {
            shop.lists_refunds = lists_refunds;
            let mut refunded = order(9, "2026-03-31T10:00:00");
            refunded["refunds"] = json!([{"id": 51, "total": "-5.00", "reason": ""}]);
            shop.put(refunded);
            shop.refund(
                9,
                json!({"id": 51, "amount": "5.00", "date_created_gmt": "2026-03-31T10:00:00",
                "reason": "he said so", "line_items": [], "shipping_lines": [], "fee_lines": []}),
            );
        });
        let refunds = |bodies: Vec<ApiBody>| {
            let refunds = bodies
                .into_iter()
                .filter(|it| it.topic == "orders/9/refunds");
            refunds
                .map(|it| String::from_utf8(it.body).unwrap())
                .collect::<Vec<_>>()
        };
        // Without the list, they are known from the first round on.
        let (mut bodies, cursor) = read(&api, None).await;
        bodies.extend(read(&api, Some(cursor)).await.0);
        let refunds_told = refunds(bodies);
        assert!(!refunds_told.is_empty() && refunds_told[0].contains("\"5.00\""));
        assert!(!refunds_told[0].contains("he said so"));
        assert_eq!(
            refunds(api.orders(&["9".to_owned()]).await.unwrap()).len(),
            1
        );
    }
}

#[tokio::test]
async fn single_orders_are_fetched_and_what_is_gone_is_said() {
    let (server, api) = served();
    server.with(|shop| {
        shop.put(order(1, "2026-03-30T10:00:00"));
        shop.put(order(2, "2026-03-30T10:00:00"));
        shop.trash(2, "2026-03-30T11:00:00");
    });
    let ids = ["1", "2", "3"].map(str::to_owned);
    let bodies = api.orders(&ids).await.unwrap();
    let bodies: Vec<(String, String)> = bodies
        .into_iter()
        .map(|it| (it.topic, String::from_utf8(it.body).unwrap()))
        .collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies[1].1.contains("\"trash\""));
    assert_eq!(
        bodies[2],
        ("order.deleted".to_owned(), r#"{"id":3}"#.to_owned())
    );
    let wrong = api.orders(&["1&status=any".to_owned()]).await.unwrap_err();
    assert!(wrong.to_string().contains("number"), "{wrong}");
}

#[tokio::test]
async fn webhooks_are_registered_put_back_and_taken_away() {
    const URL: &str = "https://till.example.com/v1/webhooks/woocommerce/harbor";
    let (server, api) = served();
    let subscribed = api.subscribe(URL, None).await.unwrap();
    assert_eq!(subscribed.added.len(), 4);
    let secret = subscribed.secret.unwrap();
    assert_eq!(secret.expose().len(), 64);
    assert!(!format!("{secret:?}").contains(secret.expose()));
    server.with(|shop| {
        let first = shop.webhooks().next().unwrap();
        assert_eq!(first["secret"], secret.expose());
        first["status"] = "disabled".into();
    });
    let listed = api.webhooks().await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].topics.len(), listed[0].is_active),
        (1, 4, false)
    );
    let again = api.subscribe(URL, Some(&secret)).await.unwrap();
    assert_eq!(
        (again.added.len(), again.restored.len(), again.secret),
        (0, 1, None)
    );
    assert!(api.webhooks().await.unwrap()[0].is_active);
    assert_eq!(
        api.unsubscribe("https://other.example.com").await.unwrap(),
        0
    );
    assert_eq!(api.unsubscribe(URL).await.unwrap(), 4);
    assert_eq!(api.webhooks().await.unwrap(), []);
    server.with(|shop| shop.may_write = false);
    let error = api.subscribe(URL, None).await.unwrap_err();
    assert!(
        matches!(&error, ApiError::MissingScope { scope, .. } if scope == "write"),
        "{error}"
    );
    assert!(error.to_string().contains("Read/Write"), "{error}");
}

#[tokio::test]
async fn what_fails_says_what_to_do_and_shows_no_secret() {
    let (server, api) = served();
    let refuse = |status, body: &str| {
        server.fail([Fault::Answer(Reply {
            status,
            headers: vec![(
                "location",
                "https://www.harbor.example.com/?token=hush".to_owned(),
            )],
            body: body.to_owned(),
        })]);
    };
    let mut said = Vec::new();
    for (status, body) in [
        (
            401,
            r#"{"code":"woocommerce_rest_cannot_view","message":"hush"}"#,
        ),
        (403, "{}"),
        (404, "<html>hush"),
        (301, ""),
        (200, "<html>hush"),
        (200, r#"[{"id":"hush"}]"#),
        (400, r#"{"code":"rest_invalid_param","message":"hush"}"#),
    ] {
        refuse(status, body);
        let ask = platform_apis::Ask {
            cursor: None,
            since: crate::since(),
            now: now(),
        };
        let error = api.changes(ask).await.unwrap_err();
        let is_refused = matches!(
            error,
            ApiError::Unauthorized { .. } | ApiError::MissingScope { .. }
        );
        assert_eq!(is_refused, matches!(status, 401 | 403), "{error}");
        said.push(format!("{error} {error:?}"));
    }
    let said = said.join("\n");
    for part in [
        "Settings, Advanced, REST API",
        "security plug-in",
        "Permalinks",
        "has moved to https://www.harbor.example.com",
        "is not JSON",
        "has an unexpected form",
        "rest_invalid_param",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(
        !said.contains("hush") && !said.contains("cs_test"),
        "{said}"
    );
    for wrong in ["ck_only", ":", ""] {
        let error = WooCommerce::new(&server.address, &ApiSecret::new(wrong))
            .err()
            .unwrap();
        assert!(error.to_string().contains("ck_…:cs_…"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn limits_are_kept_and_passing_failures_passed_over() {
    let (server, api) = served();
    server.with(|shop| shop.put(order(1, "2026-03-30T10:00:00")));
    server.fail([
        Fault::Status(429, Some(0)),
        Fault::Status(503, Some(0)),
        Fault::Status(500, None),
        Fault::Cut,
    ]);
    let (bodies, _) = read(&api, None).await;
    assert_eq!(told(&bodies).len(), 1);
    server.fail([Fault::Status(408, None), Fault::Status(425, None)]);
    api.about().await.unwrap();
    server.fail([Fault::Answer(Reply {
        headers: vec![("retry-after", "Fri, 01 Jan 2100 00:00:00 GMT".to_owned())],
        ..Reply::of(503, &json!({}))
    })]);
    let error = api.about().await.unwrap_err();
    assert_eq!(error.retry_after().map(|it| it.as_secs()), Some(86_400));
    server.fail([Fault::Status(429, Some(3_600))]);
    let error = api.about().await.unwrap_err();
    assert_eq!(error.retry_after().map(|it| it.as_secs()), Some(3_600));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn its_books_are_its_own_totals_and_its_report() {
    let (server, api) = served();
    server.with(|shop| {
        shop.put(order(1, "2026-03-30T12:00:00"));
        let mut refunded = order(2, "2026-03-31T16:00:00");
        refunded["refunds"] = json!([{"id": 51, "total": "-5.10"}]);
        shop.put(refunded);
        shop.refund(
            2,
            json!({"id": 51, "amount": "5.10", "date_created": "2026-03-31T12:00:00",
            "date_created_gmt": "2026-03-31T16:00:00", "line_items": []}),
        );
        let mut cancelled = order(3, "2026-03-30T13:00:00");
        cancelled["status"] = "cancelled".into();
        shop.put(cancelled);
    });
    let clock = ShopClock::new("America/New_York").unwrap();
    let day = |text: &str| BusinessDay::parse(text).unwrap();
    for lists_refunds in [true, false] {
        server.with(|shop| shop.lists_refunds = lists_refunds);
        let books = api
            .books(day("2026-03-29"), day("2026-03-31"), &clock)
            .await
            .unwrap();
        assert_eq!(books.currency, "USD");
        let days: Vec<_> = books
            .days
            .iter()
            .map(|day| {
                (
                    day.orders,
                    day.amounts.total,
                    day.reported.map(|it| (it.orders, it.amounts.total)),
                )
            })
            .collect();
        let expected = [
            (0, 0, None),
            (2, 59_800_000, Some((2, 59_800_000))),
            (0, -5_100_000, Some((0, -5_100_000))),
        ];
        assert_eq!(days, expected);
        assert_eq!(books.days[1].amounts.tax, Some(4_000_000));
        let ids: Vec<_> = books.entries.iter().map(|entry| &*entry.id).collect();
        assert_eq!(ids, ["woo:1", "woo:2", "woo:2:refund:51"]);
        assert_eq!(books.entries[2].order, "woo:2");
    }
    server.with(|shop| shop.has_analytics = false);
    let books = api
        .books(day("2026-03-30"), day("2026-03-30"), &clock)
        .await
        .unwrap();
    assert_eq!((books.days.len(), books.days[0].reported), (1, None));
}
