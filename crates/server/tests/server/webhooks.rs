//! Signed webhooks of platforms.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Commit, Reason, Reject, Rejection, Shop, ShopId, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ports::{Committed, Ledger as _};
use presets::Platform;
use serde_json::{Value, json};
use server::Connection;
use server::auth::Access;
use sha2::Sha256;

use crate::alerts::{settings, until};
use crate::support::{Answer, JSON, TestServer, key};

pub(crate) const WOO: &str = "/v1/webhooks/woocommerce/default";
pub(crate) const SECRET: &str = "wc_test_secret_&<\"harbor\">_2026";

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../presets/tests/deliveries");
    fs::read(folder.join(name)).unwrap()
}

pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    code.update(body);
    STANDARD.encode(code.finalize().into_bytes())
}

impl TestServer {
    pub(crate) fn connect(&self, shop: &str, platform: Platform, secrets: &[&str]) {
        let preset = platform.preset();
        let secrets = secrets.iter().map(|text| preset.secret(text).unwrap());
        let connection = Connection {
            platform,
            secrets: secrets.collect(),
        };
        self.connections
            .set(&ShopId::new(shop).unwrap(), connection);
    }

    pub(crate) async fn woo(&self, topic: &str, signature: &str, body: &[u8]) -> Answer {
        let headers = [
            ("content-type", JSON),
            ("x-wc-webhook-topic", topic),
            ("x-wc-webhook-signature", signature),
        ];
        self.send("POST", WOO, &headers, body.to_vec()).await
    }

    pub(crate) async fn signed(&self, topic: &str, body: &[u8]) -> Answer {
        self.woo(topic, &signature(SECRET, body), body).await
    }
}

pub(crate) async fn connected() -> TestServer {
    let server = TestServer::start().await;
    server.set_time("2026-03-31T20:00:00Z");
    server.connect("default", Platform::WooCommerce, &[SECRET]);
    server
}

pub(crate) async fn day(server: &TestServer, date: &str) -> Value {
    let board = server.json(&format!("/v1/board?date={date}")).await;
    board["today"].clone()
}

#[tokio::test]
async fn a_rightly_signed_body_counts_and_the_same_again_does_not() {
    let server = connected().await;
    let body = fixture("woo-order-updated-partly-refunded.json");
    for _ in 0..2 {
        let answer = server.signed("order.updated", &body).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, ""));
    }
    let today = day(&server, "2026-03-30").await;
    assert_eq!(
        (&today["orders"], &today["revenue"], &today["returns"]),
        (&json!(1), &json!("20.00"), &json!("5.00"))
    );
    let cancelled = fixture("woo-order-updated-cancelled.json");
    server.signed("order.updated", &cancelled).await;
    let today = day(&server, "2026-03-30").await;
    assert_eq!(
        (&today["orders"], &today["returns"]),
        (&json!(0), &json!("0.00"))
    );
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
}

#[tokio::test]
async fn an_address_with_escapes_is_the_address_without() {
    let server = connected().await;
    let body = fixture("woo-order-created-processing.json");
    let right = signature(SECRET, &body);
    let headers = [
        ("x-wc-webhook-topic", "order.created"),
        ("x-wc-webhook-signature", &*right),
    ];
    for (address, status) in [
        ("woo%63ommerce/d%65fault", 200),
        ("woocommerce/d%65faults", 401),
        ("woo%2Fcommerce/default", 401),
        ("woocommerce/%ff", 400),
    ] {
        let path = format!("/v1/webhooks/{address}");
        let answer = server.send("POST", &path, &headers, body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
    }
    assert_eq!(day(&server, "2026-03-30").await["orders"], 1);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_signature_is_answered_alike() {
    let server = connected().await;
    let body = fixture("woo-order-created-processing.json");
    let right = signature(SECRET, &body);
    let headers = [("x-wc-webhook-signature", &*right)];
    let mut refused = vec![
        server.woo("order.created", "x", &body).await,
        server.woo("order.created", &right, b"{}").await,
    ];
    for path in [
        "/v1/webhooks/woocommerce/acme",
        "/v1/webhooks/woocommerce/nobody",
        "/v1/webhooks/shopify/default",
        "/v1/webhooks/ebay/default",
    ] {
        refused.push(server.send("POST", path, &headers, body.clone()).await);
    }
    let texts: Vec<&str> = refused.iter().map(Answer::text).collect();
    for answer in &refused {
        answer.problem(401, "not_signed");
    }
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
}

#[tokio::test]
async fn only_the_ping_of_a_connected_shop_needs_no_signature() {
    let server = connected().await;
    let form = "application/x-www-form-urlencoded";
    assert_eq!(server.post(WOO, form, "webhook_id=42").await.status, 200);
    for (path, body) in [
        (WOO, "webhook_id=42&x=1"),
        ("/v1/webhooks/woocommerce/acme", "webhook_id=42"),
        ("/v1/webhooks/shopify/default", "webhook_id=42"),
    ] {
        server
            .post(path, form, body)
            .await
            .problem(401, "not_signed");
    }
}

#[tokio::test]
async fn wrong_signatures_keep_no_right_one_out_and_no_key_is_asked_for() {
    let (_, admin) = key(server::auth::Role::Admin, &[]);
    let server = TestServer::start_with(Access::new(vec![admin], Default::default())).await;
    server.set_time("2026-03-31T20:00:00Z");
    server.connect("default", Platform::WooCommerce, &["new", SECRET]);
    let body = fixture("woo-order-created-processing.json");
    for _ in 0..100 {
        assert_eq!(server.woo("order.created", "bm8=", &body).await.status, 401);
    }
    // Signed with the old secret and with the new one.
    for secret in ["new", SECRET] {
        let answer = server
            .woo("order.created", &signature(secret, &body), &body)
            .await;
        assert_eq!(answer.status, 200);
    }
    server.connect("default", Platform::WooCommerce, &["new"]);
    assert_eq!(server.signed("order.created", &body).await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_understood_is_kept_without_names_and_can_be_replayed() {
    let server = connected().await;
    let text = String::from_utf8(fixture("woo-order-created-processing.json")).unwrap();
    let foreign = text.replace("\"currency\":\"USD\"", "\"currency\":\"EUR\"");
    assert_ne!(foreign, text);
    let broken = text.replace(
        "\"date_modified_gmt\":\"2026-",
        "\"date_modified_gmt\":\"x-",
    );
    assert_eq!(
        server
            .signed("order.created", foreign.as_bytes())
            .await
            .status,
        200
    );
    assert_eq!(
        server
            .signed("order.created", broken.as_bytes())
            .await
            .status,
        200
    );
    // Irrelevant, but not a reject.
    assert_eq!(
        server.signed("product.updated", b"{\"id\":7}").await.status,
        200
    );
    let page = server.json("/v1/rejects").await;
    assert_eq!(
        page["counts"],
        json!({"currency_mismatch": 1, "invalid_timestamp": 1})
    );
    for reject in page["items"].as_array().unwrap() {
        assert_eq!(reject["source"], "webhook:woocommerce:order.created");
        let body = reject["body"].as_str().unwrap();
        assert!(
            body.contains("\"ROPE\"") && body.contains("date_modified_gmt"),
            "{body}"
        );
        for personal in ["Example", "buyer@example.com", "first_name"] {
            assert!(!body.contains(personal), "{body}");
        }
    }
    let replayed = server
        .send("POST", "/v1/rejects/replay?all=true", &[], "")
        .await
        .json();
    assert_eq!(replayed["replayed"], 2);
    assert_eq!(replayed["rejected"]["currency_mismatch"], 1);
}

#[tokio::test]
async fn an_old_order_that_changes_today_is_no_reject_and_its_new_refund_counts() {
    let server = connected().await;
    let order = |id: u32, day: &str, refunds: &str| {
        let body = String::from_utf8(fixture("woo-order-created-processing.json")).unwrap();
        let body = body
            .replace("\"id\":2003", &format!("\"id\":{id}"))
            .replace("2026-03-30T", &format!("{day}T"));
        body.replace("\"refunds\":[]", &format!("\"refunds\":[{refunds}]"))
    };
    server.set_time("2026-05-20T20:00:00Z");
    for (id, number) in (10..20).zip(1_u32..) {
        let day = format!("2026-05-{number:02}");
        let body = order(id, &day, "");
        assert_eq!(
            server.signed("order.created", body.as_bytes()).await.status,
            200
        );
    }
    // The first days are dropped: deliveries about their orders change nothing, except for new events.
    let refund = "{\"id\":77,\"reason\":\"\",\"total\":\"-5.00\"}";
    let refunded = order(10, "2026-05-01", refund);
    let refunded = refunded.replace(
        "\"date_modified_gmt\":\"2026-05-01T",
        "\"date_modified_gmt\":\"2026-05-10T",
    );
    for _ in 0..2 {
        assert_eq!(
            server
                .signed("order.updated", refunded.as_bytes())
                .await
                .status,
            200
        );
    }
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
    let today = day(&server, "2026-05-10").await;
    assert_eq!(
        (&today["orders"], &today["returns"]),
        (&json!(1), &json!("5.00"))
    );
}

#[tokio::test]
async fn without_a_store_nothing_is_acknowledged_and_too_much_is_not_read() {
    let server = connected().await;
    let body = fixture("woo-order-created-processing.json");
    server.store.set_away(true);
    let answer = server.signed("order.created", &body).await;
    answer.problem(503, "store_unavailable");
    server.store.set_away(false);
    assert_eq!(server.signed("order.created", &body).await.status, 200);
    let mut long = body.clone();
    long.resize(8 * 1024 * 1024, b' ');
    assert_eq!(server.signed("order.created", &long).await.status, 200);
    long.push(b' ');
    assert_eq!(server.signed("order.created", &long).await.status, 413);
    assert_eq!(day(&server, "2026-03-30").await["orders"], 1);
}

/// The sum of a metric over all lines with these labels.
pub(crate) fn counted(page: &str, name: &str, labels: &[&str]) -> f64 {
    let lines = page.lines().filter(|line| line.starts_with(name));
    let lines = lines.filter(|line| labels.iter().all(|label| line.contains(label)));
    let value = |line: &str| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap();
    lines.map(value).sum()
}

#[tokio::test]
async fn what_becomes_of_deliveries_is_counted() {
    let server = connected().await;
    let metrics = async || server.get("/metrics").await.text().to_owned();
    let before = metrics().await;
    let body = fixture("woo-order-created-processing.json");
    for _ in 0..2 {
        server.signed("order.created", &body).await;
    }
    server.signed("product.updated", b"{\"id\":7}").await;
    server.signed("order.updated", b"{\"id\":7}").await;
    server.woo("order.created", "bm8=", &body).await;
    server
        .post(WOO, "application/x-www-form-urlencoded", "webhook_id=42")
        .await;
    server.store.set_away(true);
    server.signed("order.created", &body).await;
    server.store.set_away(false);
    let after = metrics().await;
    let more = |name: &str, labels: &[&str]| {
        counted(&after, name, labels) - counted(&before, name, labels)
    };
    let of = |topic: &str, outcome: &str| {
        let labels = [
            format!("topic=\"{topic}\""),
            format!("outcome=\"{outcome}\""),
        ];
        let mut labels: Vec<&str> = labels.iter().map(|it| &**it).collect();
        labels.push("platform=\"woocommerce\"");
        more("livetill_webhooks_total", &labels)
    };
    // Other tests in this process count as well.
    assert!(of("order", "taken") >= 1.0);
    assert!(of("order", "duplicate") >= 1.0);
    assert!(of("order", "rejected") >= 1.0);
    assert!(of("order", "failed") >= 1.0);
    assert!(of("other", "passed_over") >= 1.0);
    assert!(of("ping", "passed_over") >= 1.0);
    let refused = ["platform=\"woocommerce\"", "reason=\"bad_signature\""];
    assert!(more("livetill_unsigned_webhooks_total", &refused) >= 1.0);
}

#[tokio::test]
async fn a_full_room_of_rejects_is_an_alert_until_it_is_emptied() {
    let server = TestServer::start_with_alerts(settings(&Arc::default())).await;
    server.set_time("2026-03-31T20:00:00Z");
    server.connect("default", Platform::WooCommerce, &[SECRET]);
    let shop = Shop::new("default", "America/New_York", "USD").unwrap();
    let reject = Reject {
        rejection: Rejection::new(Reason::InvalidTimestamp, "date_modified_gmt is no time"),
        id: None,
        source: "webhook:woocommerce:order.created".to_owned(),
        received_at: Timestamp::parse_rfc3339("2026-03-31T20:00:00Z").unwrap(),
        body: vec![b'{'; Reject::MAX_DELIVERY],
    };
    let commit = Commit {
        expected_epoch: server.store.retained(&shop).await.unwrap().epoch,
        rejects: vec![reject; 70],
        ..Commit::default()
    };
    let receipt = server.store.submit(&shop, &commit).await.unwrap();
    assert_eq!(receipt.durable().await.unwrap(), Committed::Applied);
    let stands = async || {
        let alerts = server.json("/v1/alerts?shop=default").await;
        let alerts = alerts["alerts"].as_array().unwrap();
        alerts.iter().any(|it| it["id"] == "rejects_full.default")
    };
    until("the alert stands", stands).await;
    let total = server.json("/v1/rejects?limit=1").await["total"].as_u64();
    assert!(total < Some(70) && total > Some(60), "{total:?}");
    server.set_time("2026-05-31T20:00:00Z");
    until("it is over", async || !stands().await).await;
    assert_eq!(server.json("/v1/rejects?limit=1").await["total"], 0);
}
