//! The kept form of a refused event: enough to replay it, but only known fields.

use domain::Reject;
use pipeline::BodyFormat::{Json, Ndjson};

use super::{ID_TIME, commit, decode, json, one_line};

fn kept(body: &str) -> Reject {
    let (_, store) = json(body);
    assert_eq!(store.rejects().len(), 1, "{body}");
    store.rejects()[0].clone()
}

#[test]
fn unknown_fields_are_never_kept() {
    let private = r#""email":"jane@example.com","customer":{"name":"Jane"},"#;
    let event = one_line("\"A\"", "-1", "1")
        .replace("{\"id\"", &format!("{{{private}\"id\""))
        .replace("{\"sku\"", &format!("{{{private}\"sku\""));
    let reject = kept(&event);
    let body = String::from_utf8(reject.body.clone()).unwrap();
    assert!(
        !format!("{reject:?}{body}").to_lowercase().contains("jane"),
        "{body}"
    );
    assert_eq!(body, one_line("\"A\"", "-1", "1"));
    assert_eq!(
        (reject.id.as_deref(), reject.source.as_str()),
        (Some("1"), "test")
    );
}

#[test]
fn errors_do_not_quote_the_event() {
    let reject = kept(r#"{"id":"1","email":"jane@example.com",,}"#);
    assert!(
        !reject.rejection.detail.contains("jane"),
        "{}",
        reject.rejection.detail
    );
}

#[test]
fn bodies_and_ids_are_cut() {
    let long = "x".repeat(100_000);
    for body in [
        one_line("\"A\"", "1", "1").replace("\"1\"", &format!("\"{long}\"")),
        one_line(&format!("\"{long}\""), "1", "1"),
        format!("{{\"{long}"),
        format!("[7, \"{long}"),
    ] {
        let (_, store) = json(&body);
        for reject in store.rejects() {
            assert!(reject.body.len() <= Reject::MAX_BODY);
            assert!(reject.id.iter().all(|id| id.len() <= 128));
        }
    }
    let bad = [long.as_bytes(), b"\xff"].concat();
    for format in [Json, Ndjson] {
        let (_, store) = commit(decode(format, &bad));
        assert_eq!(store.rejects()[0].body.len(), Reject::MAX_BODY);
    }
}

#[test]
fn a_kept_event_is_the_event_again() {
    let event = format!(
        r#"{{{ID_TIME},"currency":"EUR","version":3,"status":"placed","items":[{{"sku":"\u00e9","name":"Kéks","price":1.50,"quantity":-2}}]}}"#
    );
    assert_eq!(kept(&event).body, event.as_bytes());
}
