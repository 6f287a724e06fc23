//! Shopify.

use std::collections::BTreeSet;

use domain::{BusinessDay, ShopClock, Timestamp};
use platform_apis::{
    ApiBody, ApiError, ApiSecret, Ask, Cursor, PlatformApi, Shopify, ShopifyLogin,
};
use serde_json::{Value, json};
use test_servers::platforms::{Fault, ShopifyServer, ShopifyShop};

use crate::read;

pub(crate) fn served() -> (ShopifyServer, Shopify) {
    let server = ShopifyShop::serve("Europe/Berlin", "EUR");
    let login = ShopifyLogin::Token(ApiSecret::new(ShopifyShop::TOKEN));
    let api = Shopify::new(&server.address, login).unwrap();
    (server, api)
}

fn by_app(server: &ShopifyServer, secret: &str) -> Shopify {
    let login = ShopifyLogin::App {
        id: "client".to_owned(),
        secret: ApiSecret::new(secret),
    };
    Shopify::new(&server.address, login).unwrap()
}

fn set(amount: &str) -> Value {
    json!({"shop_money": {"amount": amount, "currency_code": "EUR"}})
}

pub(crate) fn order(id: u64, updated: &str, lines: usize) -> Value {
    let line = |number: usize| {
        json!({"id": id * 1_000 + number as u64, "sku": format!("S{number}"), "name": "Lamp", "title": "Lamp", "quantity": 2,
            "gift_card": false, "requires_shipping": true, "variant_id": 7, "product_id": 8, "price_set": set("10.00"),
            "discount_allocations": [{"amount_set": set("1.00")}], "tax_lines": [{"rate": 0.19, "price_set": set("3.61")}]})
    };
    json!({"id": id, "created_at": "2026-03-30T10:00:00+02:00", "processed_at": "2026-03-30T10:00:00+02:00", "updated_at": updated,
        "cancelled_at": null, "currency": "EUR", "financial_status": "paid", "taxes_included": false, "test": false,
        "source_name": "web", "total_tip_received": "0.00", "original_total_additional_fees_set": set("1.50"), "billing_address": {"country_code": "DE", "first_name": "Example"},
        "line_items": (0..lines).map(line).collect::<Vec<_>>(),
        "shipping_lines": [{"price_set": set("4.90"), "discount_allocations": [], "tax_lines": []}], "refunds": []})
}

fn refund(id: u64, lines: usize) -> Value {
    let back = |number: usize| json!({"line_item_id": number, "quantity": 1, "subtotal_set": set("9.50"), "total_tax_set": set("1.81")});
    json!({"id": id, "created_at": "2026-03-31T10:00:00+02:00", "processed_at": "2026-03-30T20:00:00+02:00", "refund_line_items": (0..lines).map(back).collect::<Vec<_>>(),
        "refund_shipping_lines": [], "order_adjustments": [], "transactions": []})
}

pub(crate) fn parsed(body: &ApiBody) -> Value {
    serde_json::from_slice(&body.body).unwrap()
}

fn told(bodies: &[ApiBody]) -> BTreeSet<u64> {
    bodies
        .iter()
        .map(|it| parsed(it)["id"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_shop_says_what_it_is() {
    let (server, api) = served();
    let about = api.about().await.unwrap();
    assert_eq!(
        (&*about.name, &*about.address),
        ("Nordlicht", "nordlicht-test.myshopify.com")
    );
    assert_eq!(
        (about.timezone.as_deref(), &*about.currency),
        (Some("Europe/Berlin"), "EUR")
    );
    assert_eq!((about.reach_days, about.concerns.len()), (None, 0));
    server.with(|shop| shop.scopes = vec!["read_orders"]);
    let about = api.about().await.unwrap();
    assert_eq!(
        (about.reach_days, about.concerns[0].code),
        (Some(60), "only_60_days")
    );
    assert!(about.concerns[0].text.contains("read_all_orders"));
    server.with(|shop| shop.scopes.clear());
    let error = api.about().await.unwrap_err();
    assert!(
        matches!(&error, ApiError::MissingScope { scope, .. } if scope == "read_orders"),
        "{error}"
    );
    for (wrong, said) in [
        ("https://acme.example.com", "myshopify.com"),
        ("http://acme.myshopify.com", "TLS"),
    ] {
        let login = ShopifyLogin::Token(ApiSecret::new("t"));
        let error = Shopify::new(wrong, login).err().unwrap().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_token_of_an_app_is_fetched_kept_and_fetched_anew() {
    let (server, _) = served();
    let api = by_app(&server, "shpss_test");
    api.about().await.unwrap();
    api.about().await.unwrap();
    assert_eq!(server.with(|shop| shop.granted()), 1);
    server.with(ShopifyShop::revoke);
    api.about().await.unwrap();
    assert_eq!(server.with(|shop| shop.granted()), 2);
    // A token that expires soon is not used.
    server.with(|shop| {
        shop.revoke();
        shop.lasts = 30;
    });
    api.about().await.unwrap();
    api.about().await.unwrap();
    assert_eq!(server.with(|shop| shop.granted()), 4);
    // If it refuses the new token too, that is not repeated.
    let api = by_app(&server, "shpss_test");
    for request in 0..100 {
        server.meanwhile(request, ShopifyShop::revoke);
    }
    server.requests();
    let error = api.about().await.unwrap_err();
    assert!(matches!(error, ApiError::Unauthorized { .. }), "{error}");
    assert_eq!(server.requests().len(), 4);
    let (server, _) = served();
    let error = by_app(&server, "hush").about().await.unwrap_err();
    assert!(
        matches!(error, ApiError::Unauthorized { .. }) && !format!("{error:?}").contains("hush"),
        "{error}"
    );
    assert!(error.to_string().contains("Dev Dashboard"), "{error}");
    server.with(|shop| shop.token = "shpat_other".to_owned());
    let login = ShopifyLogin::Token(ApiSecret::new("shpat_old"));
    let error = Shopify::new(&server.address, login)
        .unwrap()
        .about()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("shpat_…"), "{error}");
}

#[tokio::test]
async fn everything_is_told_within_what_questions_may_cost() {
    let (server, api) = served();
    server.with(|shop| {
        for id in 1..=50 {
            let updated = format!("2026-03-30T10:{:02}:00+02:00", id / 2);
            shop.put(order(id, &updated, 1 + (id % 3) as usize));
        }
        let mut large = order(60, "2026-03-30T11:00:00+02:00", 230);
        large["refunds"] = (1..=5).map(|id| refund(id, 3 * id as usize)).collect();
        shop.put(large);
        shop.throttled = 2;
    });
    server.fail([Fault::Status(429, Some(0)), Fault::Status(502, None)]);
    // One order changes while its page is read, and a large one changes between its pages.
    server.meanwhile(6, |shop| shop.put(order(3, "2026-03-30T12:00:00+02:00", 2)));
    let (bodies, cursor) = read(&api, None).await;
    assert_eq!(told(&bodies), (1..=50).chain([60]).collect());
    let large = bodies
        .iter()
        .map(parsed)
        .find(|body| body["id"] == 60)
        .unwrap();
    assert_eq!(large["line_items"].as_array().unwrap().len(), 230);
    let refunds = large["refunds"].as_array().unwrap().iter();
    let lines: Vec<usize> = refunds
        .map(|it| it["refund_line_items"].as_array().unwrap().len())
        .collect();
    assert_eq!(lines, [3, 6, 9, 12, 15]);
    // A refund may be dated back.
    assert_eq!(
        large["refunds"][0]["processed_at"],
        "2026-03-30T20:00:00+02:00"
    );
    assert!(
        bodies
            .iter()
            .map(parsed)
            .all(|it| it["original_total_additional_fees_set"] == set("1.50"))
    );
    let text = String::from_utf8_lossy(&bodies[0].body).into_owned();
    assert!(text.contains("\"country_code\":\"DE\"") && !text.contains("Example"));
    for request in server
        .requests()
        .iter()
        .filter(|it| it.path.ends_with("graphql.json"))
    {
        let query = request.json()["query"].as_str().unwrap().to_owned();
        for personal in [
            "email",
            "phone",
            "customer",
            "firstName",
            "note",
            "displayName",
        ] {
            assert!(!query.contains(personal), "{query}");
        }
    }
    server.with(|shop| shop.put(order(7, "2026-03-31T12:00:00+02:00", 1)));
    let (bodies, next) = read(&api, Some(cursor)).await;
    assert!(told(&bodies).contains(&7) && bodies.len() < 4);
    let (bodies, last) = read(&api, Some(next.clone())).await;
    assert_eq!((told(&bodies), last), (BTreeSet::from([7]), next));
}

#[tokio::test]
async fn an_app_that_may_see_no_address_reads_all_the_same() {
    let (server, api) = served();
    server.with(|shop| {
        shop.may_read_addresses = false;
        shop.put(order(1, "2026-03-30T10:00:00+02:00", 1));
    });
    let (bodies, _) = read(&api, None).await;
    assert_eq!(bodies.len(), 1);
    server.with(|shop| shop.scopes.clear());
    let ask = Ask {
        cursor: None,
        since: crate::since(),
        now: crate::now(),
    };
    let error = api.changes(ask).await.unwrap_err();
    assert!(matches!(error, ApiError::MissingScope { .. }), "{error}");
}

#[tokio::test]
async fn single_orders_are_fetched_and_only_what_is_gone_for_sure_is_said() {
    let (server, api) = served();
    server.with(|shop| shop.put(order(1, "2026-03-30T10:00:00+02:00", 1)));
    let ids = ["1", "2"].map(str::to_owned);
    let bodies = api.orders(&ids).await.unwrap();
    assert_eq!((bodies.len(), &*bodies[1].topic), (2, "orders/delete"));
    // It may be too old to be visible.
    server.with(|shop| shop.scopes = vec!["read_orders"]);
    assert_eq!(api.orders(&ids).await.unwrap().len(), 1);
}

#[tokio::test]
async fn webhooks_are_registered_and_taken_away() {
    const URL: &str = "https://till.example.com/v1/webhooks/shopify/nordlicht";
    let (server, api) = served();
    assert_eq!(api.subscribe(URL, None).await.unwrap().added.len(), 6);
    let fields = server.with(|shop| {
        shop.webhooks()
            .map(|it| it["includeFields"].to_string())
            .collect::<String>()
    });
    assert!(
        fields.contains("billing_address.country_code") && !fields.contains("\"customer\""),
        "{fields}"
    );
    assert_eq!(
        api.subscribe(URL, None).await.unwrap(),
        platform_apis::Subscribed::default()
    );
    // Those registered before a field was read get it.
    server.with(|shop| shop.forget_field("original_total_additional_fees_set"));
    let renewed = api.subscribe(URL, None).await.unwrap();
    assert_eq!((renewed.added.len(), renewed.restored.len()), (0, 3));
    assert_eq!(
        api.subscribe(URL, None).await.unwrap(),
        platform_apis::Subscribed::default()
    );
    let listed = api.webhooks().await.unwrap();
    assert_eq!((listed.len(), listed[0].topics.len()), (1, 6));
    assert_eq!(api.unsubscribe(URL).await.unwrap(), 6);
    let error = api
        .subscribe("http://till.example.com", None)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("must be public and use TLS"),
        "{error}"
    );
}

#[tokio::test]
async fn its_books_are_its_sales_agreements() {
    let (server, api) = served();
    server.with(|shop| {
        shop.put(order(1, "2026-03-30T10:00:00+02:00", 1));
        // More lines than fit on a page of the books.
        let mut large = order(2, "2026-03-31T10:00:00+02:00", 20);
        large["refunds"] = json!([refund(9, 1)]);
        shop.put(large);
        let mut test = order(3, "2026-03-31T10:00:00+02:00", 1);
        test["test"] = true.into();
        shop.put(test);
        // Nothing was paid, so no agreement takes the sale back.
        let mut cancelled = order(4, "2026-03-31T11:00:00+02:00", 1);
        cancelled["financial_status"] = "voided".into();
        cancelled["cancelled_at"] = "2026-03-31T11:00:00+02:00".into();
        shop.put(cancelled);
    });
    let clock = ShopClock::new("Europe/Berlin").unwrap();
    let day = |text: &str| BusinessDay::parse(text).unwrap();
    let books = api
        .books(day("2026-03-30"), day("2026-03-31"), &clock)
        .await
        .unwrap();
    let days: Vec<_> = books
        .days
        .iter()
        .map(|it| (it.orders, it.amounts.total, it.amounts.shipping))
        .collect();
    // 22.61 per line, and 4.90 shipping per order.
    let first = 22 * 22_610_000 + 3 * 4_900_000;
    let back = -11_310_000 - 22_610_000 - 4_900_000;
    assert_eq!(
        days,
        [(3, first, Some(14_700_000)), (0, back, Some(-4_900_000))]
    );
    let ids: Vec<_> = books.entries.iter().map(|it| &*it.id).collect();
    assert_eq!(
        ids,
        [
            "shopify:1",
            "shopify:2",
            "shopify:4",
            "shopify:2:refund:9",
            "shopify:4:refund:cancel"
        ]
    );
}

/// Reads to the end of the past with interruptions: only the cursor is kept.
async fn read_past(server: &ShopifyServer, faults: &[usize]) -> (Vec<ApiBody>, usize) {
    let (mut cursor, mut bodies, mut pages) = (None::<Cursor>, Vec::new(), 0);
    loop {
        // Each page is read by a new client.
        let login = ShopifyLogin::Token(ApiSecret::new(ShopifyShop::TOKEN));
        let api = Shopify::new(&server.address, login).unwrap();
        let ask = Ask {
            cursor: cursor.as_ref(),
            since: Timestamp::parse_rfc3339("2026-03-01T00:00:00Z").unwrap(),
            now: Timestamp::parse_rfc3339("2026-04-01T00:00:00Z").unwrap(),
        };
        let page = api.changes(ask).await.unwrap();
        pages += 1;
        if faults.contains(&pages) {
            // This page is lost, as if its reader had died.
            continue;
        }
        bodies.extend(page.bodies);
        cursor = Some(page.next);
        if page.is_last {
            return (bodies, pages);
        }
    }
}

fn many(server: &ShopifyServer) {
    server.with(|shop| {
        for id in 1..=1_200 {
            let minute = id / 30;
            let updated = format!(
                "2026-03-30T{:02}:{:02}:{:02}+02:00",
                10 + minute / 60,
                minute % 60,
                id % 30
            );
            let mut order = order(id, &updated, 1 + id as usize % 3);
            if id % 100 == 0 {
                order["refunds"] = json!([refund(id, 1)]);
            }
            shop.put(order);
        }
    });
}

#[tokio::test]
async fn the_past_of_a_large_shop_is_read_from_a_file() {
    let (server, _) = served();
    many(&server);
    let (by_file, _) = read_past(&server, &[2, 5, 6]).await;
    let asked = server.requests();
    let files = asked.iter().filter(|it| it.path.starts_with("/bulk/"));
    assert!(files.count() >= 5, "it comes in pieces");
    server.with(|shop| shop.bulk_ends = "FAILED");
    let (by_pages, _) = read_past(&server, &[]).await;
    let set = |bodies: Vec<ApiBody>| -> BTreeSet<Vec<u8>> {
        bodies.into_iter().map(|body| body.body).collect()
    };
    let (by_file, by_pages) = (set(by_file), set(by_pages));
    assert_eq!(by_pages.len(), 1_200);
    assert_eq!(by_file, by_pages);
}
