//! Alerts about the store: away, full, refusing.

use std::sync::Arc;

use async_trait::async_trait;
use ports::ErrorKind;
use serde_json::{Value, json};
use server::alerts::{AlertMessage, AlertTarget};
use server::auth::{Access, AccessSettings, Role};

use crate::alerts::{
    Listener, SHOP, alerts, as_holder, orders, rounds, sell, settings, stands, until,
};
use crate::support::{NDJSON, TestServer, key};

#[tokio::test]
async fn a_store_that_is_away_is_told_until_somebody_hears() {
    let listener = Arc::new(Listener::default());
    *listener.refuses.lock().unwrap() = 1;
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    // After the start of the server, so that it remains the deciding one.
    server.set_time("2018-03-15T12:00:00+09:00");
    rounds().await;
    let ((own, own_key), (all, all_key)) = (key(Role::Admin, &[SHOP]), key(Role::Admin, &[]));
    let access = Access::new(vec![own_key, all_key], AccessSettings::default());
    let beside = Arc::new(Listener::default());
    let locked = server.another_locked(access, settings(&beside)).await;
    rounds().await;
    for each in [&server, &locked] {
        each.store.set_away(true);
    }
    let is_away = |answer: Value| answer["store"]["available"] == false;
    // Both servers notice before the clock moves: each counts from when it noticed.
    until("seen", async || is_away(server.json("/v1/health").await)).await;
    until("seen by the other", async || {
        let health = as_holder(&locked, &all, "GET", "/v1/health", "").await;
        is_away(health.json())
    })
    .await;
    server.set_time("2018-03-15T12:03:00+09:00");
    until("raised", async || stands(&server, "store_away").await).await;
    only_a_key_of_all_shops_snoozes(&locked, &own, &all).await;
    assert_eq!(
        listener.of("store_away"),
        [] as [String; 0],
        "the first try is refused"
    );
    server.set_time("2018-03-15T12:04:00+09:00");
    until("told", async || listener.of("store_away") == ["raised"]).await;
    for each in [&server, &locked] {
        each.store.set_away(false);
    }
    until("over", async || {
        listener.of("store_away") == ["raised", "recovered"]
    })
    .await;
    assert_eq!(beside.of("store_away"), [] as [String; 0], "one tells");
}

/// A store that is away concerns all shops: a key for one shop shows the alert, but cannot snooze it.
async fn only_a_key_of_all_shops_snoozes(locked: &TestServer, own: &str, all: &str) {
    let list = format!("/v1/alerts?shop={SHOP}");
    until("shown by the other", async || {
        let list = as_holder(locked, own, "GET", &list, "").await.json();
        list["alerts"][0]["id"] == "store_away"
    })
    .await;
    let snooze = async |secret: &str, shop: &str| {
        let path = format!("/v1/alerts/store_away/snooze?shop={shop}");
        as_holder(locked, secret, "POST", &path, r#"{"minutes": 60}"#).await
    };
    for shop in [SHOP, "default"] {
        let refused = snooze(own, shop).await;
        refused.problem(403, "shop_not_allowed");
    }
    // This key may; it is just that the store cannot keep the snooze now.
    snooze(all, SHOP).await.problem(503, "store_unavailable");
}

/// A target that answers nothing.
struct Hanging;

#[async_trait]
impl AlertTarget for Hanging {
    fn name(&self) -> &str {
        "hanging"
    }

    async fn send(&self, _: &AlertMessage) -> Result<(), String> {
        std::future::pending().await
    }
}

/// A target beside another one.
struct Beside(Arc<Listener>);

#[async_trait]
impl AlertTarget for Beside {
    fn name(&self) -> &str {
        "beside"
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        self.0.send(message).await
    }
}

#[tokio::test]
async fn a_target_that_hangs_or_refuses_keeps_no_other_from_its_messages_and_is_tried_again() {
    let (prompt, refusing) = (Arc::new(Listener::default()), Arc::new(Listener::default()));
    *refusing.refuses.lock().unwrap() = 1;
    let mut settings = settings(&prompt);
    settings.targets.insert(0, Arc::new(Hanging));
    settings
        .targets
        .push(Arc::new(Beside(Arc::clone(&refusing))));
    let server = TestServer::start_with_alerts(settings).await;
    server.set_time("2018-03-15T12:00:00+09:00");
    rounds().await;
    server.store.set_away(true);
    until("seen", async || {
        server.json("/v1/health").await["store"]["available"] == false
    })
    .await;
    server.set_time("2018-03-15T12:03:00+09:00");
    until("told", async || prompt.of("store_away") == ["raised"]).await;
    until("refused", async || *refusing.refuses.lock().unwrap() == 0).await;
    server.set_time("2018-03-15T12:04:00+09:00");
    until("told at last", async || {
        refusing.of("store_away") == ["raised"]
    })
    .await;
    server.store.set_away(false);
    for listener in [&prompt, &refusing] {
        until("over", async || {
            listener.of("store_away") == ["raised", "recovered"]
        })
        .await;
    }
}

#[tokio::test]
async fn what_only_another_server_meets_is_told_and_what_both_meet_is_told_once() {
    let (first, second) = (Arc::new(Listener::default()), Arc::new(Listener::default()));
    let server = TestServer::start_with_alerts(settings(&first)).await;
    // After the start of the server, so that it remains the deciding one.
    server.set_time("2018-03-15T12:00:00+09:00");
    rounds().await;
    let other = server.another_with_alerts(settings(&second)).await;
    let told = |id: &str| [first.of(id), second.of(id)].concat();
    let id = format!("store_refuses.{SHOP}");
    let sell_to = async |server: &TestServer, status: u16| {
        let body = orders("2011-11-08 11:00", "2011-11-08 11:30");
        let path = format!("/v1/orders?shop={SHOP}");
        assert_eq!(server.post(&path, NDJSON, body).await.status, status);
    };
    other.store.set_refuses(Some(ErrorKind::WrongType));
    sell_to(&server, 200).await;
    sell_to(&other, 503).await;
    other.get("/readyz").await.problem(503, "store_refuses");
    for each in [&server, &other] {
        until("raised", async || stands(each, &id).await).await;
    }
    let detail = alerts(&server).await[0]["detail"].clone();
    assert!(
        detail.as_str().unwrap().starts_with("on the server of "),
        "{detail}"
    );
    until("told", async || told(&id) == ["raised"]).await;
    assert_eq!(
        server.get("/readyz").await.status,
        200,
        "this one takes them"
    );

    server.store.set_refuses(Some(ErrorKind::WrongType));
    sell_to(&server, 503).await;
    until("of both", async || {
        let detail = alerts(&server).await[0]["detail"].clone();
        detail.as_str().unwrap().starts_with("no orders are taken")
    })
    .await;
    rounds().await;
    assert_eq!(told(&id), ["raised"]);
}

/// It cannot report to the deciding server, because that is a write as well.
#[tokio::test]
async fn a_server_that_alone_may_not_write_tells_it_itself() {
    let (first, second) = (Arc::new(Listener::default()), Arc::new(Listener::default()));
    let server = TestServer::start_with_alerts(settings(&first)).await;
    server.set_time("2018-03-15T12:00:00+09:00");
    rounds().await;
    let other = server.another_with_alerts(settings(&second)).await;
    rounds().await;
    other.store.set_refuses(Some(ErrorKind::Unavailable));
    let refuses = async || other.json("/v1/health").await["store"]["refuses"].is_string();
    until("seen", refuses).await;
    for each in [&server, &other] {
        each.set_time("2018-03-15T12:03:00+09:00");
    }
    until("told", async || second.of("store_refuses") == ["raised"]).await;
    let detail = alerts(&other).await[0]["detail"].clone();
    let detail = detail.as_str().unwrap();
    assert!(detail.starts_with("only on the server of "), "{detail}");
    rounds().await;
    assert_eq!(second.of("store_refuses"), ["raised"], "once");
    other.store.set_refuses(None);
    until("over", async || {
        second.of("store_refuses") == ["raised", "recovered"]
    })
    .await;
    assert_eq!(
        first.of("store_refuses"),
        [] as [String; 0],
        "it takes its writes"
    );
    assert!(!stands(&other, "store_refuses").await);
}

#[tokio::test]
async fn a_store_that_is_full_is_read_and_told() {
    let listener = Arc::new(Listener::default());
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    server.set_time("2018-03-15T12:00:00+09:00");
    sell(&server, "2011-11-08 11:00", "2011-11-08 11:30").await;
    rounds().await;
    server.store.set_refuses(Some(ErrorKind::Unavailable));
    let store = async || server.json("/v1/health").await["store"].clone();
    until("seen", async || store().await["refuses"].is_string()).await;
    let seen = store().await;
    assert_eq!(
        (&seen["available"], &seen["away_since"]),
        (&json!(true), &Value::Null)
    );
    server.set_time("2018-03-15T12:03:00+09:00");
    until("told", async || listener.of("store_refuses") == ["raised"]).await;
    let detail = alerts(&server).await[0]["detail"].clone();
    assert!(
        detail.as_str().unwrap().contains("refused for the test"),
        "{detail}"
    );
    let board = format!("/v1/board?shop={SHOP}&date=2011-11-08");
    assert_eq!(server.get(&board).await.status, 200);
    server.store.set_refuses(None);
    until("over", async || {
        listener.of("store_refuses") == ["raised", "recovered"]
    })
    .await;
    assert_eq!(listener.of("store_away"), [] as [String; 0]);
}
