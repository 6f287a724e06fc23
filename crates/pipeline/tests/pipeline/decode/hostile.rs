//! Malicious bodies: they cost only in proportion to their size.

use std::time::{Duration, Instant};

use pipeline::BodyFormat::{Json, Ndjson};

use super::{ID_TIME, commit, decode, one_line, refused};

const LEVELS: usize = 100_000;

#[test]
fn deep_nesting_is_refused_wherever_it_stands() {
    let good = one_line("\"A\"", "1", "1");
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("[{\"a\":", "}]"),
        ("[", ""),
        ("{\"a\":", ""),
    ] {
        let deep = open.repeat(LEVELS) + "1" + &close.repeat(LEVELS);
        let events = [
            deep.clone(),
            format!(r#"{{"unknown":{deep},{ID_TIME}}}"#),
            format!(r#"{{"id":{deep}}}"#),
            format!(r#"{{{ID_TIME},"items":{deep}}}"#),
            format!(r#"{{{ID_TIME},"items":[{{"sku":{deep}}}]}}"#),
        ];
        for event in events {
            let started = Instant::now();
            let body = format!("{good}\n{event}\n");
            assert_eq!(
                refused(&commit(decode(Ndjson, body.as_bytes())).0),
                [(1, "malformed_json")]
            );
            let (summary, _) = commit(decode(Json, format!("[{good},{event}]").as_bytes()));
            assert_eq!(refused(&summary), [(1, "malformed_json")]);
            let (summary, _) = commit(decode(Json, event.as_bytes()));
            assert!(summary.accepted == 0 && !summary.rejected.is_empty());
            assert!(
                started.elapsed() < Duration::from_secs(5),
                "linear in its size"
            );
        }
    }
}

#[test]
fn what_others_add_may_nest_a_little() {
    let extra = "[".repeat(50) + &"]".repeat(50);
    let event =
        one_line("\"A\"", "1", "1").replace(ID_TIME, &format!("{ID_TIME},\"extra\":{extra}"));
    assert_eq!(commit(decode(Json, event.as_bytes())).0.accepted, 1);
}

#[test]
fn brackets_within_text_are_no_nesting() {
    let name = format!("\"name\":\"{}\",\"sku\"", "[{\\\"".repeat(1_000));
    let event = one_line("\"A\"", "1", "1").replace("\"sku\"", &name);
    assert_eq!(commit(decode(Json, event.as_bytes())).0.accepted, 1);
}

#[test]
fn a_million_empty_items_are_counted_and_not_kept() {
    let event = format!(r#"{{{ID_TIME},"items":[{}{{}}]}}"#, "{},".repeat(999_999));
    let (summary, store) = commit(decode(Json, event.as_bytes()));
    assert_eq!(refused(&summary), [(0, "too_large")]);
    assert!(
        summary.rejected[0]
            .rejection
            .detail
            .starts_with("1000000 item lines")
    );
    assert!(store.rejects()[0].body.len() <= domain::Reject::MAX_BODY);
}
