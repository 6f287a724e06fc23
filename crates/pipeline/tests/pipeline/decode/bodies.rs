//! The forms in which bodies hold events.

use pipeline::BodyFormat::{self, Json, Ndjson};
use pipeline::{decode_body, decode_into};

use super::{NOW, commit, decode, json, one_line, refused, shop};

fn event(id: &str) -> String {
    one_line("\"A\"", "1", "1").replace(r#""id":"1""#, &format!("\"id\":\"{id}\""))
}

fn ids(format: BodyFormat, body: &[u8]) -> (Vec<String>, Vec<(usize, &'static str)>) {
    let (summary, store) = commit(decode(format, body));
    (store.entries().keys().cloned().collect(), refused(&summary))
}

#[test]
fn spaces_and_byte_order_marks_mean_nothing() {
    let (a, b) = (event("a"), event("b"));
    for (format, body) in [
        (Json, format!("\u{feff} \r\n[ {a} ,\n\t{b} ] \r\n")),
        (Ndjson, format!("\u{feff}{a}\r\n\r\n  \n{b}\r\n")),
        (Ndjson, format!("{a}\n{b}")),
    ] {
        assert_eq!(
            ids(format, body.as_bytes()),
            (vec!["a".into(), "b".into()], vec![]),
            "{body:?}"
        );
    }
    assert_eq!(ids(Json, format!("\u{feff}{a}").as_bytes()).0, ["a"]);
}

#[test]
fn a_format_is_told_by_the_body() {
    let object = event("a");
    let spread = object.replace(',', ",\n").replace('{', "{\n");
    for (body, format) in [
        (object.clone(), Json),
        (format!("\u{feff} {object}\n"), Json),
        (spread.clone(), Json),
        (format!("[{object},\n{spread}]"), Json),
        (String::new(), Json),
        ("no JSON".to_owned(), Json),
        (format!("{object}\n{object}"), Ndjson),
        (format!("{object}\r\n\n{spread}"), Ndjson),
        (format!("{{\"id\":\"}}\n\n{object}"), Ndjson),
        ("no JSON\nneither".to_owned(), Ndjson),
    ] {
        assert_eq!(BodyFormat::of(body.as_bytes()), format, "{body:?}");
    }
}

#[test]
fn bodies_of_one_batch_count_their_events_apart() {
    let anonymous = event("a").replace(r#""id":"a","#, "");
    let mut decoded = decode(Json, b"[]");
    for (key, body) in [
        ("r1", format!("[{anonymous},7,{anonymous}]")),
        ("r2", anonymous.clone()),
        ("r3", format!("{anonymous}\n{anonymous}")),
    ] {
        let format = BodyFormat::of(body.as_bytes());
        decode_into(&shop(), format, Some(&key), body.as_bytes(), &mut decoded);
    }
    let (summary, store) = commit(decoded);
    let ids: Vec<String> = store.entries().keys().cloned().collect();
    assert_eq!(ids, ["r1/0", "r1/2", "r2/0", "r3/0", "r3/1"]);
    assert_eq!(refused(&summary), [(1, "malformed_json")]);
}

#[test]
fn nothing_is_no_event_but_an_empty_array_is_fine() {
    assert_eq!(ids(Json, b"[]"), (vec![], vec![]));
    assert_eq!(ids(Json, b" [ ] "), (vec![], vec![]));
    assert_eq!(ids(Ndjson, b"\n\n"), (vec![], vec![]));
    assert_eq!(ids(Json, b""), (vec![], vec![(0, "malformed_json")]));
}

#[test]
fn a_broken_array_keeps_what_stood_before_and_its_rest_as_one_reject() {
    let a = event("a");
    for tail in [
        "",
        ",",
        ",]",
        ",{\"id\":\"b\",\"items\":[}",
        ",\"unfinished]",
        ",}",
        "] [{\"id\":2}]",
        "]]",
        "}",
        ",,{}]",
    ] {
        let body = format!("[{a}{tail}");
        let (found, refused) = ids(Json, body.as_bytes());
        if tail == "}" || tail.is_empty() {
            assert_eq!(found, Vec::<String>::new(), "{body}");
            assert_eq!(refused, [(0, "malformed_json")], "{body}");
        } else {
            assert_eq!(found, ["a"], "{body}");
            assert_eq!(refused, [(1, "malformed_json")], "{body}");
        }
    }
}

#[test]
fn brackets_and_quotes_within_text_separate_nothing() {
    let a = one_line(r#""],[{}\"\\""#, "1", "1");
    let (found, refused) = ids(Json, format!("[{a},{}]", event("b")).as_bytes());
    assert_eq!((found.len(), refused), (2, vec![]));
}

#[test]
fn invalid_utf8_spoils_only_its_own_event() {
    let bad = [b"{\"id\":\"", &b"\xff"[..], b"\"}"].concat();
    let (a, b) = (event("a"), event("b"));
    let lines = [a.as_bytes(), b"\n", &bad, b"\n", b.as_bytes()].concat();
    let expected = (vec!["a".into(), "b".into()], vec![(1, "malformed_json")]);
    assert_eq!(ids(Ndjson, &lines), expected);
    let array = [b"[", a.as_bytes(), b",", &bad, b",", b.as_bytes(), b"]"].concat();
    assert_eq!(ids(Json, &array), expected);
    assert_eq!(ids(Json, &bad), (vec![], vec![(0, "malformed_json")]));
}

#[test]
fn text_is_unicode_however_it_is_written() {
    for (written, read) in [
        (r#""Kéks""#, "Kéks"),
        (r#""K\u00e9ks""#, "Kéks"),
        (r#""\ud83c\udf6a""#, "🍪"),
        (r#""\/\\\"""#, "/\\\""),
    ] {
        let (_, store) = json(&one_line(written, "1", "1"));
        assert_eq!(store.latest()[0].sku, read, "{written}");
    }
    let escaped = one_line("\"A\"", "1", "1").replace("\"id\"", r#""\u0069d""#);
    assert_eq!(
        json(&escaped).0.accepted,
        1,
        "a field's name may be escaped too"
    );
}

#[test]
fn null_is_as_good_as_absent() {
    let fields = r#""id":"1","currency":null,"version":null,"status":null"#;
    let event = one_line("\"A\"", "1", "1").replace(r#""id":"1""#, fields);
    let event = event.replace("\"sku\"", "\"name\":null,\"sku\"");
    let (summary, store) = json(&event);
    assert_eq!((summary.accepted, store.entries()["1"].version), (1, 0));
}

#[test]
fn the_idempotency_key_and_the_place_identify_what_has_no_id() {
    let nameless = event("x").replace("\"id\":\"x\",", "");
    let body = format!("[{nameless},{},{nameless}]", event("own"));
    let keyed = |key: &str| decode_body(&shop(), NOW, "http", Json, Some(key), body.as_bytes());
    let (summary, store) = commit(keyed("key"));
    assert_eq!(summary.accepted, 3);
    let ids: Vec<String> = store.entries().into_keys().collect();
    assert_eq!(ids, ["key/0", "key/2", "own"]);
    let (summary, _) = commit(keyed(&"k".repeat(127)));
    assert_eq!(refused(&summary), [(0, "invalid_id"), (2, "invalid_id")]);
}
