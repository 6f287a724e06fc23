//! Events in envelopes of CloudEvents 1.0 and EventBridge.

use domain::Reject;
use pipeline::{BodyFormat, Decoded, Origin, Summary, decode_into, decode_reject};

use super::{NOW, commit, decode, one_line, refused, shop};
use crate::memory_store::MemoryStore;

/// An order without id and time.
const BARE: &str = r#"{"items":[{"sku":"A","price":"1.25","quantity":1}]}"#;

fn cloud_event(fields: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","type":"t","source":"https://s","id":"7","time":"2018-03-11T13:00:00Z",{fields}}}"#
    )
}

/// Decodes a body as a record of a stream, with the id `r`.
fn record(body: &str) -> (Summary, MemoryStore) {
    let mut decoded = Decoded::new(Origin {
        source: "test",
        now: NOW,
    });
    let format = BodyFormat::of(body.as_bytes());
    decode_into(&shop(), format, Some(&"r"), body.as_bytes(), &mut decoded);
    commit(decoded)
}

#[track_caller]
fn assert_ids(body: &str, ids: &[&str]) {
    let (summary, store) = record(body);
    assert_eq!(refused(&summary), [], "{body}");
    let entries = store.entries();
    let found: Vec<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(found, ids, "{body}");
}

/// The only reject kept for a body.
fn kept(body: &str) -> Reject {
    let (_, store) = record(body);
    let mut rejects = store.rejects();
    assert_eq!(rejects.len(), 1, "{body}");
    rejects.remove(0)
}

#[test]
fn source_and_id_are_the_identity_of_an_order_without_one() {
    assert_ids(&cloud_event(&format!(r#""data":{BARE}"#)), &["https://s 7"]);
    let encoded =
        r#""data_base64":"eyJpdGVtcyI6W3sic2t1IjoiQSIsInByaWNlIjoxLCJxdWFudGl0eSI6MX1dfQ==""#;
    assert_ids(&cloud_event(encoded), &["https://s 7"]);
    let own = one_line("\"A\"", "1", "1");
    assert_ids(&cloud_event(&format!(r#""data":{own}"#)), &["1"]);
    let several = format!(r#""data":[{BARE},{own},{BARE}]"#);
    assert_ids(
        &cloud_event(&several),
        &["1", "https://s 7/0", "https://s 7/2"],
    );
    let bridge = format!(
        r#"{{"version":"0","id":"9","detail-type":"d","source":"com.s","time":"2018-03-11T13:00:00Z","detail":{BARE}}}"#
    );
    assert_ids(&bridge, &["com.s 9"]);
}

#[test]
fn many_envelopes_and_envelopes_in_envelopes() {
    let one = cloud_event(&format!(r#""data":{BARE}"#));
    let other = one.replace(r#""id":"7""#, r#""id":"8""#);
    for body in [format!("[{one},{other}]"), format!("{one}\n{other}\n")] {
        assert_ids(&body, &["https://s 7", "https://s 8"]);
    }
    let bridge = format!(
        r#"{{"id":"9","detail-type":"d","source":"com.s","time":"2018-03-11T13:00:00Z","detail":{one}}}"#
    );
    assert_ids(&bridge, &["https://s 7"]);
    // Nested deeper than any real event: it is taken to be an order event, without items.
    let mut deep = one;
    for _ in 0..4 {
        deep = cloud_event(&format!(r#""data":{deep}"#));
    }
    assert_eq!(kept(&deep).rejection.reason.as_str(), "no_items");
}

#[test]
fn the_envelopes_time_stands_in() {
    let (_, store) = record(&cloud_event(&format!(r#""data":{BARE}"#)));
    let entries = store.entries();
    let entry = entries.values().next().unwrap();
    assert_eq!(entry.at.day, shop().today(NOW));
    // Without a time, it has none.
    let timeless =
        cloud_event(&format!(r#""data":{BARE}"#)).replace(r#""time":"2018-03-11T13:00:00Z","#, "");
    assert_eq!(
        kept(&timeless).rejection.reason.as_str(),
        "invalid_timestamp"
    );
}

#[test]
fn an_envelope_that_cannot_be_opened_is_a_reject_without_its_payload() {
    let secret = r#""data":{"customer":"secret"}"#;
    let sealed = cloud_event(secret);
    for (body, said) in [
        (sealed.replace("1.0", "0.3"), "specversion"),
        (sealed.replace(r#""source":"https://s","#, ""), "source"),
        (sealed.replace("https://s", "no uri"), "source"),
        (sealed.replace(r#""id":"7""#, r#""id":"""#), "id"),
        (sealed.replace("2018-03-11T13:00:00Z", "noon"), "time"),
        (cloud_event(r#""subject":"secret""#), "no data"),
        (cloud_event(r#""data_base64":"secret%""#), "base64"),
        (
            r#"{"detail-type":"d","id":"7","source":"s"}"#.to_owned(),
            "no detail",
        ),
    ] {
        let reject = kept(&body);
        assert_eq!(reject.rejection.reason.as_str(), "malformed_json", "{body}");
        assert!(
            reject.rejection.detail.contains(said),
            "{:?}",
            reject.rejection
        );
        assert!(
            !String::from_utf8_lossy(&reject.body).contains("secret"),
            "{body}"
        );
    }
}

#[test]
fn a_reject_keeps_what_the_envelope_said_of_it() {
    let negative = BARE.replace("1.25", "-1");
    let reject = kept(&cloud_event(&format!(r#""data":{negative}"#)));
    assert_eq!(reject.id.as_deref(), Some("https://s 7"));
    let text = String::from_utf8(reject.body.clone()).unwrap();
    // Once fixed, it is the same order at the same time.
    let body = text.replace("\"-1\"", "1").into_bytes();
    let decoded = decode_reject(&shop(), NOW, &Reject { body, ..reject });
    let (summary, store) = commit(decoded);
    assert_eq!(summary.accepted, 1, "{text}");
    assert!(store.entries().contains_key("https://s 7"));
}

#[test]
fn bodies_open_envelopes_only_where_they_say_so() {
    let body = cloud_event(&format!(r#""data":{BARE}"#));
    let (summary, _) = commit(decode(BodyFormat::CloudEvents, body.as_bytes()));
    assert_eq!(summary.accepted, 1);
    let (summary, _) = commit(decode(BodyFormat::Json, body.as_bytes()));
    assert_eq!(refused(&summary), [(0, "invalid_timestamp")]);
}

#[test]
fn digits_as_text_are_a_time() {
    let event = one_line("\"A\"", "1", "1").replace("1520776000", "\"1520776000\"");
    let (summary, _) = commit(decode(BodyFormat::Json, event.as_bytes()));
    assert_eq!(summary.accepted, 1);
}
