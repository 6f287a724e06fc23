//! Platforms that answer nonsense: lists without an end, limits without an end, times in the future.

use domain::{BusinessDay, ShopClock};
use platform_apis::{ApiError, Ask, PlatformApi, WooCommerce};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, Reply, WooServer};

use crate::woocommerce::{order, served as woo, told};
use crate::{now, read};

#[tokio::test(start_paused = true)]
async fn a_site_that_says_at_once_for_ever_is_asked_with_pauses() {
    let (server, api) = woo();
    server.fail((0..1_000).map(|_| Fault::Status(429, Some(0))));
    let error = api.about().await.unwrap_err();
    assert!(matches!(error, ApiError::Limited { .. }), "{error}");
    let asked = server.requests().len();
    assert!((5..60).contains(&asked), "{asked}");
}

/// The error after which the same page came again and again, and how many requests it took.
async fn of_same_page(server: &WooServer, api: &WooCommerce, page: Value) -> (String, usize) {
    server.fail((0..100).map(|_| Fault::Answer(Reply::json(&page))));
    let mut cursor = None;
    for asked in 1..100 {
        let ask = Ask {
            cursor: cursor.as_ref(),
            since: crate::since(),
            now: now(),
        };
        match api.changes(ask).await {
            Ok(page) => cursor = Some(page.next),
            Err(error) => return (error.to_string(), asked),
        }
    }
    panic!("it never ends");
}

#[tokio::test]
async fn a_site_that_answers_whatever_is_asked_is_not_asked_for_ever() {
    let (server, api) = woo();
    let at = |id: u64| order(id, &format!("2026-03-{:02}T10:00:00", 10 + id % 10));
    let mut orders: Vec<Value> = (0..100).map(at).collect();
    orders.sort_by_key(|order| order["date_modified_gmt"].as_str().unwrap().to_owned());
    let (error, asked) = of_same_page(&server, &api, orders.into()).await;
    assert!(error.contains("since 5.8"), "{error}");
    assert_eq!(asked, 2);
    // Its books too: here the offset is ignored within a second.
    let (server, api) = woo();
    let orders: Value = (0..100)
        .map(|id| order(id, "2026-03-30T10:00:00"))
        .collect();
    server.fail((0..100).map(|_| Fault::Answer(Reply::json(&orders))));
    let day = |text| BusinessDay::parse(text).unwrap();
    let clock = ShopClock::new("UTC").unwrap();
    let books = api.books(day("2026-03-29"), day("2026-03-30"), &clock);
    let error = books.await.unwrap_err();
    assert!(error.to_string().contains("same pages again"), "{error}");
    assert!(server.requests().len() < 20);
}

#[tokio::test]
async fn a_site_that_gives_shorter_pages_or_counts_what_it_hides_is_read_to_the_end() {
    for (most, hidden) in [(7, 0), (100, 3), (7, 3)] {
        let (server, api) = woo();
        server.with(|shop| {
            (shop.most, shop.hidden) = (most, hidden);
            for id in 0..60 {
                // Twenty in a second, which are more than a page.
                let second = 10 + id / 20;
                shop.put(order(id, &format!("2026-03-30T10:00:{second}")));
            }
        });
        let (bodies, cursor) = read(&api, None).await;
        assert_eq!(told(&bodies).len(), 60, "{most} {hidden}");
        server.with(|shop| shop.put(order(60, "2026-03-30T10:00:13")));
        let (bodies, _) = read(&api, Some(cursor)).await;
        assert!(told(&bodies).contains_key(&60));
    }
}

#[tokio::test]
async fn a_change_in_the_future_does_not_hide_those_before_it() {
    let (server, api) = woo();
    server.with(|shop| {
        shop.put(order(1, "2026-03-30T10:00:00"));
        shop.put(order(2, "2035-01-01T00:00:00"));
    });
    let (bodies, cursor) = read(&api, None).await;
    assert_eq!(told(&bodies).len(), 2);
    server.with(|shop| shop.put(order(3, "2026-04-01T23:59:30")));
    let (bodies, cursor) = read(&api, Some(cursor)).await;
    assert!(told(&bodies).contains_key(&3));
    // Also when the order in the future is gone.
    server.with(|shop| {
        shop.remove(2);
        shop.put(order(4, "2026-04-01T23:59:40"));
    });
    let (bodies, _) = read(&api, Some(cursor)).await;
    assert!(told(&bodies).contains_key(&4) && !told(&bodies).contains_key(&1));
}

#[tokio::test]
async fn lists_of_shopify_without_an_end_are_given_up() {
    let (server, api) = crate::shopify::served();
    let page = json!({"nodes": [{}], "pageInfo": {"hasNextPage": true, "endCursor": "same"}});
    let data = |data: &Value| Fault::Answer(Reply::json(&json!({"data": data})));
    let order = data(&json!({"order": {
        "id": "gid://shopify/Order/1", "updatedAt": "2026-03-30T10:00:00Z", "lineItems": page, "refunds": [],
    }}));
    server.fail((0..100).map(|_| order.clone()));
    let error = api.orders(&["1".to_owned()]).await.unwrap_err();
    assert!(error.to_string().contains("same pages again"), "{error}");
    assert!(server.requests().len() < 10);
    let (server, api) = crate::shopify::served();
    let hooks = data(&json!({"webhookSubscriptions": page}));
    server.fail((0..100).map(|_| hooks.clone()));
    let error = api.webhooks().await.unwrap_err();
    assert!(error.to_string().contains("same pages again"), "{error}");
    // Its changes, whose cursor counts what was read.
    let (server, api) = crate::shopify::served();
    let changed = data(
        &json!({"orders": {"nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": "same"}}}),
    );
    let few = data(&json!({"ordersCount": {"count": 1}}));
    let ask = |cursor| Ask {
        cursor,
        since: crate::since(),
        now: now(),
    };
    let nowhere =
        json!({"orders": {"nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": null}}});
    server.fail([few.clone(), data(&nowhere)]);
    let error = api.changes(ask(None)).await.unwrap_err();
    assert!(error.to_string().contains("after what"), "{error}");
    server.fail([few].into_iter().chain((0..100).map(|_| changed.clone())));
    let first = api.changes(ask(None)).await.unwrap();
    let error = api.changes(ask(Some(&first.next))).await.unwrap_err();
    assert!(error.to_string().contains("same pages again"), "{error}");
    // It cannot refuse a country that nobody asks for.
    let (server, api) = crate::shopify::served();
    let denied =
        json!({"errors": [{"path": ["shippingAddress"], "extensions": {"code": "ACCESS_DENIED"}}]});
    server.fail((0..100).map(|_| Fault::Answer(Reply::json(&denied))));
    let error = api.orders(&["1".to_owned()]).await.unwrap_err();
    assert!(matches!(error, ApiError::MissingScope { .. }), "{error}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_fails_at_shopify_with_200_is_away_and_throttling_without_end_is_waited_for() {
    let (server, api) = crate::shopify::served();
    let wrong = |code: &str| {
        Fault::Answer(Reply::json(&json!({
            "errors": [{"message": "Sorry, an example.", "extensions": {"code": code}}],
            "extensions": {"cost": {"requestedQueryCost": 1, "throttleStatus": {"currentlyAvailable": 1_000, "restoreRate": 100}}},
        })))
    };
    for code in ["INTERNAL_SERVER_ERROR", "TIMEOUT"] {
        server.fail([wrong(code)]);
        let error = api.about().await.unwrap_err();
        assert!(error.is_retryable(), "{error}");
        assert!(error.to_string().ends_with(code), "{error}");
    }
    server.requests();
    server.fail((0..1_000).map(|_| wrong("THROTTLED")));
    let error = api.about().await.unwrap_err();
    assert!(matches!(error, ApiError::Limited { .. }), "{error}");
    let asked = server.requests().len();
    assert!((5..60).contains(&asked), "{asked}");
}

#[tokio::test]
async fn lists_of_stripe_without_an_end_are_given_up() {
    let (server, api) = crate::stripe::served();
    let account = Reply::json(&json!({"default_currency": "usd"}));
    let charge = json!({"id": "ch_1", "created": 1_774_872_000, "livemode": true, "status": "succeeded", "amount_captured": 1, "currency": "usd"});
    let page = Reply::json(&json!({"has_more": true, "data": [charge]}));
    let pages = (0..100).map(|_| Fault::Answer(page.clone()));
    server.fail([Fault::Answer(account)].into_iter().chain(pages));
    let day = |text| BusinessDay::parse(text).unwrap();
    let clock = ShopClock::new("UTC").unwrap();
    let books = api.books(day("2026-03-29"), day("2026-03-30"), &clock);
    let error = books.await.unwrap_err();
    assert!(error.to_string().contains("same pages again"), "{error}");
    assert!(server.requests().len() < 10);
}

#[tokio::test]
async fn an_empty_page_of_stripe_is_not_the_end_of_a_list_that_goes_on() {
    let (server, api) = crate::stripe::served();
    let empty = Fault::Answer(Reply::json(&json!({"has_more": true, "data": []})));
    server.fail([empty]);
    let ask = Ask {
        cursor: None,
        since: crate::since(),
        now: now(),
    };
    let error = api.changes(ask).await.unwrap_err();
    assert!(error.to_string().contains("after an empty page"), "{error}");
    assert!(error.is_retryable());
}
