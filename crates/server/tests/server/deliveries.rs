//! Platforms that repeat deliveries, have wrong clocks or send long bodies: nothing is lost, nothing counts twice.

use std::fmt::Write as _;

use futures_util::{StreamExt as _, stream};
use presets::Platform;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::webhooks::{SECRET, connected, day, fixture, signature};

/// How many connections of one address these tests open at once.
const AT_ONCE: usize = 500;

fn order() -> String {
    String::from_utf8(fixture("woo-order-created-processing.json")).unwrap()
}

/// The sample with another number, changed this many minutes after noon of its day.
fn changed(id: usize, minutes: usize, pieces: usize) -> String {
    let total = format!("\"{}.00\"", pieces * 10);
    order()
        .replace("\"id\":2003", &format!("\"id\":{id}"))
        .replace("\"quantity\":2", &format!("\"quantity\":{pieces}"))
        .replace("\"20.00\"", &total)
        .replace(
            "\"date_modified_gmt\":\"2026-03-30T12:00:00\"",
            &format!("\"date_modified_gmt\":\"2026-03-30T12:{minutes:02}:00\""),
        )
}

/// Posts bodies, many at once; returns the status of each answer.
async fn post_all(server: &TestServer, bodies: Vec<Vec<u8>>) -> Vec<u16> {
    let answers = stream::iter(bodies).map(async |body| {
        let answer = server.signed("order.updated", &body).await;
        answer.status.as_u16()
    });
    answers.buffer_unordered(AT_ONCE).collect().await
}

fn figures(today: &Value) -> [&Value; 3] {
    [&today["orders"], &today["revenue"], &today["units"]]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_redeliveries_at_once_count_once() {
    let server = connected().await;
    // Ten orders of five states each, twenty times over, in a scrambled sequence.
    let bodies = (0..1_000).map(|number| {
        let (id, state) = (number * 7 % 10, number * 3 % 50 / 10);
        changed(3_000 + id, state * 10, state + 1).into_bytes()
    });
    let answers = post_all(&server, bodies.collect()).await;
    assert_eq!(answers.len(), 1_000);
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let today = day(&server, "2026-03-30").await;
    assert_eq!(
        figures(&today),
        [&json!(10), &json!("500.00"), &json!(50)],
        "the newest state of each"
    );
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_changed_under_load() {
    let server = connected().await;
    let (old, new) = (SECRET, "the-new-one");
    let post = async |id: usize| {
        let body = changed(4_000 + id, 0, 1).into_bytes();
        // A platform uses the old secret for a while, and retries a refused delivery.
        for secret in [[old, new][id % 2], new, new] {
            let answer = server
                .woo("order.created", &signature(secret, &body), &body)
                .await;
            if answer.status == 200 {
                return;
            }
            assert_eq!(answer.status, 401);
        }
        panic!("neither was taken");
    };
    let load = stream::iter(0..600).map(post).buffer_unordered(16);
    let changes = async {
        for round in 0..20 {
            let secrets = if round % 2 == 0 {
                [new, old]
            } else {
                [old, new]
            };
            server.connect("default", Platform::WooCommerce, &secrets);
            tokio::task::yield_now().await;
        }
        server.connect("default", Platform::WooCommerce, &[new]);
    };
    server.connect("default", Platform::WooCommerce, &[old, new]);
    tokio::join!(load.collect::<()>(), changes);
    let today = day(&server, "2026-03-30").await;
    assert_eq!(today["orders"], 600);
    let body = changed(4_000, 0, 1).into_bytes();
    assert_eq!(server.signed("order.created", &body).await.status, 401);
}

#[tokio::test]
async fn clocks_of_senders_may_be_wrong() {
    let server = connected().await;
    // An order ahead of time is kept, and counts once its time has come. One from the past counts on its day.
    let ahead = order().replace("2026-03-30T", "2026-04-02T");
    assert_eq!(
        server
            .signed("order.created", ahead.as_bytes())
            .await
            .status,
        200
    );
    let page = server.json("/v1/rejects").await;
    assert_eq!(page["counts"], json!({"in_future": 1}));
    let behind = order()
        .replace("\"id\":2003", "\"id\":2004")
        .replace("2026-03-30T", "2026-03-29T");
    server.signed("order.created", behind.as_bytes()).await;
    assert_eq!(day(&server, "2026-03-29").await["orders"], 1);
    server.set_time("2026-04-02T20:00:00Z");
    let replay = "/v1/rejects/replay?all=true";
    let replayed = server.send("POST", replay, &[], "").await.json();
    assert_eq!(
        (&replayed["accepted"], &replayed["replayed"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(day(&server, "2026-04-02").await["orders"], 1);
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
    // The same bodies again, before and after that time.
    for body in [ahead, behind] {
        server.signed("order.updated", body.as_bytes()).await;
    }
    assert_eq!(day(&server, "2026-04-02").await["orders"], 1);
}

#[tokio::test]
async fn a_signed_time_is_taken_within_five_minutes_either_way() {
    let server = connected().await;
    server.connect("default", Platform::Stripe, &["whsec_test"]);
    let body = fixture("stripe-payment-intent-succeeded.json");
    let sent_at = 1_774_987_200_i64; // 2026-03-31T20:00:00Z
    for (off, status) in [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)] {
        let stamp = (sent_at + off).to_string();
        let code = hex_signature(&[stamp.as_bytes(), b".", &body].concat());
        let header = format!("t={stamp},v1={code}");
        let headers = [("stripe-signature", &*header)];
        let path = "/v1/webhooks/stripe/default";
        let answer = server.send("POST", path, &headers, body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{off}");
    }
}

fn hex_signature(message: &[u8]) -> String {
    use base64::Engine as _;
    let code = base64::engine::general_purpose::STANDARD
        .decode(signature("whsec_test", message))
        .unwrap();
    code.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_eight_mebibytes_are_taken_and_held_within_bounds() {
    let server = connected().await;
    let long = |id: usize| {
        let mut body = changed(5_000 + id, 0, 1);
        let note = "n".repeat(8 * 1024 * 1024 - body.len());
        body = body.replace(
            "\"customer_note\":\"\"",
            &format!("\"customer_note\":\"{note}\""),
        );
        assert_eq!(body.len(), 8 * 1024 * 1024);
        body.into_bytes()
    };
    let mut left: Vec<usize> = (0..12).collect();
    for _ in 0..50 {
        // More than the server holds at once: the rest is asked to try again.
        let answers = stream::iter(left.clone()).map(async |id| {
            let answer = server.signed("order.created", &long(id)).await;
            (id, answer.status.as_u16())
        });
        let answers: Vec<(usize, u16)> = answers.buffer_unordered(12).collect().await;
        assert!(
            answers
                .iter()
                .all(|(_, status)| [200, 503].contains(status)),
            "{answers:?}"
        );
        left = answers
            .into_iter()
            .filter_map(|(id, status)| (status == 503).then_some(id))
            .collect();
        if left.is_empty() {
            break;
        }
    }
    assert_eq!(left, [0; 0]);
    assert_eq!(day(&server, "2026-03-30").await["orders"], 12);
    assert_eq!(server.json("/v1/rejects").await["total"], 0);
}
