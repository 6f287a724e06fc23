//! Shops that get connected with platforms while the server runs.

use std::collections::BTreeMap;
use std::time::Duration;

use pipeline::{LinkText, PlatformLink};
use ports::ErrorKind;
use serde_json::{Value, json};
use server::alerts::AlertSettings;
use server::auth::Access;

use crate::support::{Answer, JSON, TestServer, order};

const DEFAULT: &str = "/v1/shops/default/connection";

async fn put(server: &TestServer, connection: Value) -> Answer {
    let headers = [("content-type", JSON)];
    server
        .send("PUT", DEFAULT, &headers, connection.to_string())
        .await
}

fn woo() -> Value {
    json!({ "platform": "woocommerce", "store": "https://harbor.example.com",
        "webhook_secrets": ["env:HARBOR"], "api_token": "env:HARBOR_API" })
}

/// Whether the unsigned ping of a new webhook is answered, as only a connected shop does.
async fn is_connected(server: &TestServer) -> bool {
    let form = "application/x-www-form-urlencoded";
    let address = "/v1/webhooks/woocommerce/default";
    server.post(address, form, "webhook_id=42").await.status == 200
}

#[tokio::test]
async fn a_connection_holds_from_its_answer_on_and_ends_with_it() {
    let server = TestServer::start().await;
    server.get(DEFAULT).await.problem(404, "not_connected");
    assert!(!is_connected(&server).await);
    let answer = put(&server, woo()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let reading = json!({ "filled": 0.5, "read": 0, "complete_at": null, "trouble": null });
    let expected = json!({ "shop": "default", "connection": woo(), "of_settings": false, "problem": null, "reading": reading });
    assert_eq!(answer.json(), expected);
    assert_eq!(server.json(DEFAULT).await, expected);
    assert!(is_connected(&server).await);
    assert_eq!(server.linker.asked(), ["default"]);
    // Connected again without the API, the shop is no longer read.
    let mut alone = woo();
    alone.as_object_mut().unwrap().remove("api_token");
    assert_eq!(put(&server, alone).await.status, 200);
    assert!(server.linker.asked().is_empty());
    assert!(is_connected(&server).await);
    assert_eq!(server.send("DELETE", DEFAULT, &[], "").await.status, 204);
    assert!(!is_connected(&server).await);
    let again = server.send("DELETE", DEFAULT, &[], "").await;
    again.problem(404, "not_connected");
}

#[tokio::test]
async fn the_other_servers_of_the_store_take_it_over() {
    let server = TestServer::start().await;
    let other = server
        .another_locked(Access::open(), AlertSettings::default())
        .await;
    put(&server, woo()).await;
    while !is_connected(&other).await {
        tokio::task::yield_now().await;
    }
    assert_eq!(other.linker.asked(), ["default"]);
    server.send("DELETE", DEFAULT, &[], "").await;
    while is_connected(&other).await {
        tokio::task::yield_now().await;
    }
    assert!(other.linker.asked().is_empty());
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let server = TestServer::start().await;
    for (field, value, status, name, said) in [
        ("platform", json!("ebay"), 400, "bad_request", "`ebay`"),
        ("store", json!(null), 400, "bad_request", "store is missing"),
        (
            "api_token",
            json!("hush"),
            400,
            "bad_request",
            "env:VARIABLE",
        ),
        (
            "api_token",
            json!("file:/etc/passwd"),
            400,
            "bad_request",
            "no files here",
        ),
        (
            "webhook_secrets",
            json!(["env:ABSENT"]),
            422,
            "secret_unreadable",
            "env:ABSENT",
        ),
        ("since", json!("2018-03-06"), 400, "bad_request", "8 days"),
        ("sinse", json!("2018-03-10"), 400, "bad_request", "sinse"),
    ] {
        let mut connection = woo();
        connection[field] = value;
        let detail = put(&server, connection).await.problem(status, name);
        assert!(
            detail.contains(said) && !detail.contains("hush"),
            "{detail}"
        );
    }
    server.get(DEFAULT).await.problem(404, "not_connected");
    let unknown = server
        .send("PUT", "/v1/shops/nobody/connection", &[], woo().to_string())
        .await;
    unknown.problem(404, "unknown_shop");
    // A connection in the settings is shown, and cannot be changed.
    let acme = "/v1/shops/acme/connection";
    assert_eq!(server.json(acme).await["of_settings"], true);
    for method in ["PUT", "DELETE"] {
        let answer = server.send(method, acme, &[], woo().to_string()).await;
        answer.problem(409, "connection_of_settings");
    }
}

#[tokio::test]
async fn a_shop_with_orders_under_other_ids_is_not_connected() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("1001", "tea", "1.00", 1))
        .await;
    let detail = put(&server, woo()).await.problem(409, "other_orders");
    assert!(detail.contains("connect a new shop"), "{detail}");
    // A sender's own software names its orders as it likes.
    let own = json!({ "platform": "standard", "webhook_secrets": ["env:whsec_c2V0dGluZ3Mtb2YtdGhlLXNlcnZlci0x"] });
    assert_eq!(put(&server, own).await.status, 200);
}

#[tokio::test]
async fn a_store_that_was_away_is_asked_again_what_speaks_against_a_connection() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("1001", "tea", "1.00", 1))
        .await;
    let mut text: LinkText = serde_json::from_value(woo()).unwrap();
    text.from_day = Some("2018-03-10".to_owned());
    let link = PlatformLink::of(&text).unwrap();
    let other = server
        .another_linked_away(BTreeMap::from([("default".to_owned(), link)]))
        .await;
    // Nothing is known against it, and no delivery waits.
    assert!(is_connected(&other).await);
    assert_eq!(other.linker.asked(), ["default"]);
    other.store.set_away(false);
    while is_connected(&other).await || !other.linker.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    let problem = other.json(DEFAULT).await["problem"].to_string();
    assert!(problem.contains("under other ids"), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn each_night_one_of_the_servers_compares_the_week_before() {
    let server = TestServer::start().await;
    let at = "/v1/reconciliation";
    let nothing = server.json(at).await;
    assert_eq!(
        (&nothing["equal"], &nothing["days"]),
        (&json!(null), &json!([]))
    );
    assert_eq!(put(&server, woo()).await.status, 200);
    server.set_time("2018-03-14T04:00:00-04:00");
    let [one, two] = [
        server
            .another_locked(Access::open(), AlertSettings::default())
            .await,
        server
            .another_locked(Access::open(), AlertSettings::default())
            .await,
    ];
    // Half of the past is compared with nothing.
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(server.json(at).await["equal"], json!(null));
    for it in [&server, &one, &two] {
        it.linker.fill();
    }
    while server.json(at).await["equal"].is_null() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let found = server.json(at).await;
    let days: Vec<&str> = found["days"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["day"].as_str())
        .collect();
    assert_eq!(
        (days.len(), days[0], days[6]),
        (7, "2018-03-13", "2018-03-07")
    );
    assert_eq!(
        (&found["equal"], &found["platform"]),
        (&json!(true), &json!("woocommerce"))
    );
    assert_eq!(found["at"], "2018-03-14T04:00:00.000-04:00");
    let books = [&server, &one, &two].map(|it| it.linker.books());
    assert_eq!(books.iter().sum::<usize>(), 1, "{books:?}");
}

#[tokio::test(start_paused = true)]
async fn a_removal_that_failed_half_way_can_be_asked_for_again() {
    let server = TestServer::start().await;
    server.follow_roster().await;
    let add = async || {
        let body = r#"{"shop":"boutique","timezone":"UTC","currency":"EUR"}"#;
        server.post("/v1/shops", JSON, body).await.status
    };
    assert_eq!(add().await, 201);
    let (at, headers) = ("/v1/shops/boutique/connection", [("content-type", JSON)]);
    let put = server.send("PUT", at, &headers, woo().to_string());
    assert_eq!(put.await.status, 200);
    let remove = async || server.send("DELETE", "/v1/shops/boutique", &[], "").await;
    server.store.set_refuses(Some(ErrorKind::Unavailable));
    assert_eq!(remove().await.status, 503);
    server.store.set_refuses(None);
    assert_eq!(remove().await.status, 204);
    // A new shop of that name inherits nothing.
    assert_eq!(add().await, 201);
    server.get(at).await.problem(404, "not_connected");
}
