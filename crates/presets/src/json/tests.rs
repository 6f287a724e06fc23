use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::Platform;
use crate::keep::{either, object};

/// What a body may hold at a place: names that are read, and others.
const KEEP: Keep = object(&[
    ("id", Keep::Value),
    (
        "lines",
        object(&[("id", Keep::Value), ("of", either(&[("id", Keep::Value)]))]),
    ),
    ("of", either(&[("lines", Keep::Value)])),
]);

/// Reads a text by both readers, and says whether the fast one understood it.
fn compare(text: &str, keep: &Keep) -> bool {
    let room = room();
    let fast = fast::read(&room, text, keep);
    if let Some(read) = &fast {
        assert_eq!(
            general::read(&room, text, keep).as_ref(),
            Ok(read),
            "{text}"
        );
    }
    fast.is_some()
}

/// The bodies of platforms, and what is read of them.
fn bodies() -> Vec<(String, &'static Keep)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deliveries");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let bodies = files.filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let front = name.split('-').next()?.replace("woo", "woocommerce");
        let platform = Platform::from_name(&front)?;
        let is_body = name.ends_with(".json") && !name.ends_with(".headers.json");
        is_body.then(|| (fs::read_to_string(path).unwrap(), platform.preset().kept()))
    });
    bodies.collect()
}

#[test]
fn what_platforms_send_is_read_by_the_fast_reader() {
    let bodies = bodies();
    assert!(bodies.len() > 40, "{}", bodies.len());
    for (body, keep) in &bodies {
        assert!(compare(body, keep), "{body}");
    }
}

#[test]
fn what_few_bodies_have_is_read_in_general() {
    for text in [
        r#"{"id": 1e3}"#,
        r#"{"id": 1, "id": 2}"#,
        r#"{"\u0069d": 1}"#,
        r#"{"other": "\ud83d\ude00"}"#,
    ] {
        assert!(!compare(text, &KEEP), "{text}");
        let room = room();
        let read = parse(&room, text.as_bytes(), &KEEP).unwrap();
        assert_eq!(read.text("id").is_some(), text.contains('1'), "{text}");
    }
    let room = room();
    let read = parse(&room, br#"{"id": 1, "id": 2}"#, &KEEP).unwrap();
    assert_eq!(read.text("id"), Some("1"));
}

#[test]
fn what_is_no_object_is_refused() {
    for text in [
        "",
        "1",
        "[]",
        "null",
        "{",
        "{\"id\":1}}",
        "{\"id\":01}",
        "{\"id\":\"\u{1}\"}",
    ] {
        assert!(parse(&room(), text.as_bytes(), &KEEP).is_err(), "{text}");
    }
    let deep = format!("{{\"other\":{}{}}}", "[".repeat(70), "]".repeat(70));
    assert!(parse(&room(), deep.as_bytes(), &KEEP).is_err());
}

#[test]
fn what_is_written_has_only_what_is_read() {
    let text = r#"{"note": "x", "id": "a\"b", "lines": [{"id": 1.50, "of": {"id": [1], "name": 2}}, 7], "of": true}"#;
    let room = room();
    let read = parse(&room, text.as_bytes(), &KEEP).unwrap();
    let written = String::from_utf8(written(&read)).unwrap();
    let kept = r#"{"id":"a\"b","lines":[{"id":1.50,"of":{"id":null}},null],"of":true}"#;
    assert_eq!(written, kept);
    assert!(!read.is_one_member());
    let one = parse(&room, br#"{"note": 1}"#, &KEEP).unwrap();
    assert!(one.is_one_member());
}

/// A value as its text, with spaces, escapes and exponents here and there.
fn value() -> impl Strategy<Value = String> {
    let scalars = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "12.50",
        "1e5",
        "-7",
        "\"\"",
        "\"text\"",
        "\"a\\nb\"",
        "\"\\u00fc\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"ü\"",
        "\"longer than eight bytes\"",
    ];
    let names = ["id", "lines", "of", "other", "\\u0069d"];
    let space = || select(vec!["", " ", "\n\t"]);
    select(scalars.to_vec())
        .prop_map(str::to_owned)
        .prop_recursive(4, 32, 5, move |inner| {
            let entries = prop::collection::vec((space(), inner.clone()), 0..4);
            let list = entries.prop_map(|entries| {
                let entries = entries
                    .iter()
                    .map(|(space, it)| format!("{space}{it}{space}"));
                format!("[{}]", entries.collect::<Vec<_>>().join(","))
            });
            let members = prop::collection::vec((select(names.to_vec()), space(), inner), 0..5);
            let object = members.prop_map(|members| {
                let members = members
                    .iter()
                    .map(|(name, space, it)| format!("{space}\"{name}\"{space}:{space}{it}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            });
            prop_oneof![list, object]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn both_readers_agree(text in value()) {
        compare(&text, &KEEP);
    }

    #[test]
    fn both_readers_agree_on_damaged_bodies(
        of in any::<Index>(),
        place in any::<Index>(),
        length in 0..3_usize,
        put in select(vec!["", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "e1", " ", "\n", "ü"]),
    ) {
        static BODIES: LazyLock<Vec<(String, &Keep)>> = LazyLock::new(bodies);
        let (body, keep) = &BODIES[of.index(BODIES.len())];
        let start = body.floor_char_boundary(place.index(body.len()));
        let end = body.floor_char_boundary((start + length).min(body.len())).max(start);
        compare(&[&body[..start], put, &body[end..]].concat(), keep);
    }
}
