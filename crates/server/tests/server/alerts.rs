//! Alerts from the outside: a real day with problems added.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::alerts::{SalesLimits, SourceLimits};
use serde_json::{Value, json};
use server::alerts::{AlertMessage, AlertSettings, AlertTarget};
use server::auth::{Access, AccessSettings, Role};
use telemetry::catalogue::{SOURCE_LAG, SOURCE_READ, SOURCE_REFUSED};
use telemetry::labels::{OfShopSource, OfSourceRefusals, SourceRefusal};

use crate::support::{Answer, JSON, NDJSON, Socket, TestServer, key};

/// Orders per minute of *Online Retail*.
const MINUTES: &str = include_str!("../../../../tests/fixtures/online-retail-minutes.csv");
/// Tokyo has no summer time, so the test's shop has the days exactly as recorded.
pub(crate) const SHOP: &str = "acme";

/// Records the messages it gets.
#[derive(Default)]
pub(crate) struct Listener {
    heard: Mutex<Vec<(String, String)>>,
    /// How many messages it refuses before it accepts one.
    pub(crate) refuses: Mutex<u32>,
    /// Whether the next message makes it panic.
    pub(crate) is_broken: AtomicBool,
}

#[async_trait]
impl AlertTarget for Listener {
    fn name(&self) -> &str {
        "listener"
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        assert!(
            !self.is_broken.swap(false, Ordering::SeqCst),
            "for the test"
        );
        let mut refuses = self.refuses.lock().unwrap();
        if *refuses > 0 {
            *refuses -= 1;
            return Err("not now".to_owned());
        }
        let occasion = message.occasion.as_str().to_owned();
        self.heard
            .lock()
            .unwrap()
            .push((occasion, message.alert.id.clone()));
        Ok(())
    }
}

impl Listener {
    /// The messages received about an alert.
    pub(crate) fn of(&self, id: &str) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        let own = heard.iter().filter(|(_, of)| of == id);
        own.map(|(occasion, _)| occasion.clone()).collect()
    }
}

pub(crate) fn settings(listener: &Arc<Listener>) -> AlertSettings {
    AlertSettings {
        sales: Some(SalesLimits::default()),
        data: Some(SourceLimits::default()),
        settle_minutes: 2,
        closed_days: Default::default(),
        targets: vec![listener.clone()],
    }
}

/// The orders from one minute until another, both such as `2011-11-08 12:00`, one per line.
pub(crate) fn orders(from: &str, until: &str) -> String {
    let mut lines = String::new();
    for line in MINUTES.lines().skip(1) {
        let parts: Vec<&str> = line.split(',').collect();
        let at = format!("{} {}", parts[0], parts[1]);
        if !(from..until).contains(&at.as_str()) {
            continue;
        }
        for number in 0..parts[2].parse::<u32>().unwrap() {
            let order = json!({
                "id": format!("{at} {number}"),
                "timestamp": format!("{}T{}:00+09:00", parts[0], parts[1]),
                "items": [{ "sku": "tea", "price": 3, "quantity": 1 }],
            });
            lines.push_str(&format!("{order}\n"));
        }
    }
    lines
}

pub(crate) async fn sell(server: &TestServer, from: &str, until: &str) {
    let answer = server
        .post(
            &format!("/v1/orders?shop={SHOP}"),
            NDJSON,
            orders(from, until),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

pub(crate) async fn alerts(server: &TestServer) -> Vec<Value> {
    let list = server.json(&format!("/v1/alerts?shop={SHOP}")).await;
    list["alerts"].as_array().unwrap().clone()
}

/// Waits until the condition holds. Everything is judged every two seconds.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: it never was so");
}

pub(crate) async fn stands(server: &TestServer, id: &str) -> bool {
    alerts(server).await.iter().any(|alert| alert["id"] == id)
}

/// Waits until several rounds have judged the current time.
pub(crate) async fn rounds() {
    tokio::time::sleep(Duration::from_millis(4_500)).await;
}

#[tokio::test]
async fn an_outage_of_a_real_day_is_told_shown_snoozed_and_over() {
    let listener = Arc::new(Listener::default());
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    let id = format!("sales_stopped.{SHOP}");
    server.set_time("2011-11-08T12:00:00+09:00");
    sell(&server, "2011-10-24", "2011-11-08 12:00").await;
    rounds().await;
    assert_eq!(alerts(&server).await, [] as [Value; 0], "a day like others");

    // Nothing sells after noon.
    server.set_time("2011-11-08T13:58:00+09:00");
    until("raised", async || stands(&server, &id).await).await;
    until("told", async || listener.of(&id) == ["raised"]).await;
    let alert = &alerts(&server).await[0];
    assert_eq!(
        (&alert["rule"], &alert["shop"]),
        (&json!("sales_stopped"), &json!(SHOP))
    );
    assert!(
        alert["detail"].as_str().unwrap().contains("were expected"),
        "{alert}"
    );
    let board = server.json(&format!("/v1/board?shop={SHOP}")).await;
    assert_eq!(board["alerts"][0]["id"], *id);
    assert_eq!(
        server.json("/v1/board").await["alerts"],
        json!([]),
        "of another shop"
    );
    let mut viewer = Socket::open(&server, &format!("/v1/live?shop={SHOP}")).await;
    // The board of the viewers shows the alert, at once or soon after.
    let shows = |viewer: &Socket| {
        viewer
            .state
            .get("alerts")
            .is_some_and(|it| it[0]["id"] == *id)
    };
    while !shows(&viewer) {
        viewer.next().await;
    }

    let snooze = format!("/v1/alerts/{id}/snooze?shop={SHOP}");
    let snoozed = server
        .post(&snooze, JSON, r#"{"minutes": 60}"#.to_owned())
        .await
        .json();
    assert_eq!(snoozed["snoozed_until"], "2011-11-08T05:58:00.000Z");
    let answer = server
        .post(&snooze, JSON, r#"{"minutes": 99999}"#.to_owned())
        .await;
    answer.problem(400, "bad_request");
    let answer = server
        .post("/v1/alerts/x/snooze", JSON, r#"{"minutes": 1}"#.to_owned())
        .await;
    answer.problem(404, "unknown_alert");
    // Nor through another shop's name, even with a good key.
    let elsewhere = format!("/v1/alerts/{id}/snooze?shop=default");
    let answer = server
        .post(&elsewhere, JSON, r#"{"minutes": 1}"#.to_owned())
        .await;
    answer.problem(404, "unknown_alert");
    // Held until the end: it may have become the deciding server.
    let _locked = only_its_own_keys_snooze(&server, &listener, &id).await;

    // The shop is fixed.
    server.set_time("2011-11-08T15:02:00+09:00");
    sell(&server, "2011-11-08 13:30", "2011-11-08 15:00").await;
    until("over", async || !stands(&server, &id).await).await;
    until("told", async || listener.of(&id) == ["raised", "recovered"]).await;
    until("shown", async || {
        let board = server.json(&format!("/v1/board?shop={SHOP}")).await;
        board["alerts"] == json!([])
    })
    .await;
}

/// Starts another server, which requires keys, and snoozes an alert there with keys of single shops.
async fn only_its_own_keys_snooze(
    server: &TestServer,
    listener: &Arc<Listener>,
    id: &str,
) -> TestServer {
    let admin = |shop| key(Role::Admin, &[shop]);
    let ((own, own_key), (other, other_key)) = (admin(SHOP), admin("default"));
    let access = Access::new(vec![own_key, other_key], AccessSettings::default());
    let locked = server.another_locked(access, settings(listener)).await;
    // Until the first server knows of this one, both would decide and notify.
    until("seen by the first", async || {
        let health = server.json("/v1/health").await;
        health["servers"].as_array().unwrap().len() == 2
    })
    .await;
    let list = format!("/v1/alerts?shop={SHOP}");
    until("shown by the other", async || {
        let list = as_holder(&locked, &own, "GET", &list, "").await.json();
        list["alerts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|alert| alert["id"] == *id)
    })
    .await;
    let snooze = async |secret: &str, shop: &str| {
        let path = format!("/v1/alerts/{id}/snooze?shop={shop}");
        as_holder(&locked, secret, "POST", &path, r#"{"minutes": 60}"#).await
    };
    let refused = snooze(&other, "default").await;
    assert!(!refused.text().contains("were expected"));
    refused.problem(404, "unknown_alert");
    snooze(&other, SHOP).await.problem(403, "shop_not_allowed");
    assert_eq!(snooze(&own, SHOP).await.status, 200);
    locked
}

#[tokio::test]
async fn an_alert_ends_when_orders_are_back_and_not_when_late_ones_could_have_come() {
    let listener = Arc::new(Listener::default());
    let patient = AlertSettings {
        settle_minutes: 30,
        ..settings(&listener)
    };
    let server = TestServer::start_with_alerts(patient).await;
    let id = format!("sales_stopped.{SHOP}");
    server.set_time("2011-11-08T12:00:00+09:00");
    sell(&server, "2011-10-24", "2011-11-08 12:00").await;
    server.set_time("2011-11-08T14:30:00+09:00");
    until("raised", async || stands(&server, &id).await).await;
    // All of them within the half hour for which late orders are awaited.
    sell(&server, "2011-11-08 14:01", "2011-11-08 14:30").await;
    until("over", async || !stands(&server, &id).await).await;
    for _ in 0..2 {
        rounds().await;
        assert_eq!(listener.of(&id), ["raised", "recovered"]);
    }
}

#[tokio::test]
async fn a_source_that_stalls_is_no_stop_of_sales() {
    let listener = Arc::new(Listener::default());
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    let lag = SOURCE_LAG.series(OfShopSource::new(SHOP, "kinesis:t:0"));
    server.set_time("2011-11-08T12:00:00+09:00");
    sell(&server, "2011-10-24", "2011-11-08 12:00").await;
    lag.set(1.0);
    rounds().await;
    // After noon the source delivers nothing, and falls further and further behind. The known state is up to two looks
    // old, and the clock of the test may jump during one.
    lag.set(7_000.0);
    rounds().await;
    server.set_time("2011-11-08T13:56:40+09:00");
    rounds().await;
    server.set_time("2011-11-08T13:58:00+09:00");
    let id = format!("data_stopped.{SHOP}.kinesis-t");
    until("raised", async || stands(&server, &id).await).await;
    until("told", async || listener.of(&id) == ["raised"]).await;
    rounds().await;
    assert!(!stands(&server, &format!("sales_stopped.{SHOP}")).await);
    sell(&server, "2011-11-08 12:00", "2011-11-08 13:58").await;
    lag.set(0.5);
    rounds().await;
    server.set_time("2011-11-08T14:00:00+09:00");
    until("over", async || listener.of(&id) == ["raised", "recovered"]).await;
    assert!(!stands(&server, &format!("sales_stopped.{SHOP}")).await);

    // Another source never manages its first read: all that is known is when reading began.
    let at = |time: &str| Timestamp::parse_rfc3339(time).unwrap().millis() as f64 / 1_000.0;
    let never = OfShopSource::new(SHOP, "kinesis:never");
    SOURCE_LAG.series(never.clone()).set(f64::NAN);
    let read = SOURCE_READ.series(never);
    read.set(at("2011-11-08T14:00:00+09:00"));
    rounds().await;
    server.set_time("2011-11-08T14:03:00+09:00");
    rounds().await;
    server.set_time("2011-11-08T14:04:10+09:00");
    let id = format!("data_stopped.{SHOP}.kinesis-never");
    until("raised", async || stands(&server, &id).await).await;
    let standing = alerts(&server).await;
    let detail = standing[0]["detail"].as_str().unwrap();
    assert!(detail.contains("could not be read for"), "{standing:?}");
    assert_eq!(standing.len(), 1, "{standing:?}");
    read.set(at("2011-11-08T14:05:20+09:00"));
    rounds().await;
    server.set_time("2011-11-08T14:05:20+09:00");
    until("over", async || !stands(&server, &id).await).await;

    // A platform whose API refuses is reported although it was read a moment ago, with what to do.
    read.set(f64::NAN);
    let read = SOURCE_READ.series(OfShopSource::new(SHOP, "api:refusing"));
    read.set(at("2011-11-08T14:05:20+09:00"));
    let of = OfSourceRefusals::new(SHOP, "api:refusing", SourceRefusal::Unauthorized);
    let refuses = SOURCE_REFUSED.series(of);
    refuses.set(1.0);
    rounds().await;
    server.set_time("2011-11-08T14:06:00+09:00");
    rounds().await;
    server.set_time("2011-11-08T14:07:10+09:00");
    let id = format!("data_stopped.{SHOP}.api-refusing");
    until("raised", async || stands(&server, &id).await).await;
    let standing = alerts(&server).await;
    let detail = standing[0]["detail"].as_str().unwrap();
    assert!(detail.contains("livetill connect"), "{detail}");
    let health = server.json("/v1/health").await;
    let mut sources = health["sources"].as_array().unwrap().iter();
    let source = sources.find(|it| it["source"] == "api:refusing").unwrap();
    assert_eq!(source["refused"], "unauthorized");
    refuses.set(0.0);
    read.set(at("2011-11-08T14:08:20+09:00"));
    rounds().await;
    server.set_time("2011-11-08T14:08:20+09:00");
    until("over", async || !stands(&server, &id).await).await;
}

/// Sends a request with a key.
pub(crate) async fn as_holder(
    server: &TestServer,
    secret: &str,
    method: &str,
    path: &str,
    body: &'static str,
) -> Answer {
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", &*bearer), ("content-type", JSON)];
    server.send(method, path, &headers, body).await
}

#[tokio::test]
async fn two_servers_at_one_store_tell_once_and_a_restart_tells_nothing_again() {
    let (first, second) = (Arc::new(Listener::default()), Arc::new(Listener::default()));
    let server = TestServer::start_with_alerts(settings(&first)).await;
    server.set_time("2011-11-08T12:00:00+09:00");
    sell(&server, "2011-10-24", "2011-11-08 12:00").await;
    let other = server.another_with_alerts(settings(&second)).await;
    rounds().await;
    server.set_time("2011-11-08T13:58:00+09:00");
    let id = format!("sales_stopped.{SHOP}");
    until("raised", async || stands(&server, &id).await).await;
    until("shown by the other", async || stands(&other, &id).await).await;
    rounds().await;
    let told = [first.of(&id), second.of(&id)].concat();
    assert_eq!(told, ["raised"], "once in all");
    let third = Arc::new(Listener::default());
    let restarted = server.another_with_alerts(settings(&third)).await;
    until("known", async || stands(&restarted, &id).await).await;
    rounds().await;
    assert_eq!(third.of(&id), [] as [String; 0]);
}

#[tokio::test]
async fn a_test_message_says_what_became_of_it() {
    let listener = Arc::new(Listener::default());
    *listener.refuses.lock().unwrap() = 1;
    let server = TestServer::start_with_alerts(settings(&listener)).await;
    let test = async || {
        server
            .post("/v1/alerts/test", JSON, String::new())
            .await
            .json()
    };
    let expected =
        json!({ "targets": [{ "target": "listener", "delivered": false, "error": "not now" }] });
    assert_eq!(test().await, expected);
    let expected = json!({ "targets": [{ "target": "listener", "delivered": true }] });
    assert_eq!(test().await, expected);
    assert_eq!(listener.of("test"), ["test"]);
    let without = TestServer::start().await;
    without.get("/v1/alerts").await.problem(404, "no_alerts");
}
