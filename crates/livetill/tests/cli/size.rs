//! `livetill size`.

use crate::support::Workplace;

#[test]
fn a_shop_gets_its_size() {
    let place = Workplace::new();
    let shop = [
        "size",
        "--orders-per-day=100000",
        "--skus=50000",
        "--viewers=200",
    ];
    let text = place.run(&shop).expect(0);
    for word in ["server", "disk", "Redis", "cache.", "Mbit/s", "append-only"] {
        assert!(text.contains(word), "{text}");
    }
    let json = place.run(&[&shop[..], &["--json"]].concat()).json(0);
    let more = [&shop[..], &["--json", "--retention-days=400"]].concat();
    let more = place.run(&more).json(0);
    let memory = |json: &serde_json::Value, store| json["size"][store]["memory_mib"].as_u64();
    for store in ["embedded", "redis"] {
        assert!(
            memory(&json, store) < memory(&more, store),
            "{store}: {json} {more}"
        );
    }
}

#[test]
fn what_is_impossible_or_missing_is_named() {
    let place = Workplace::new();
    let shop = ["size", "--orders-per-day=1", "--skus=1", "--viewers=1"];
    let error = place
        .run(&[&shop[..], &["--lines-per-order=0"]].concat())
        .error();
    assert!(error.contains("--lines-per-order"), "{error}");
    let error = place.run(&shop[..3]).error();
    assert!(error.contains("--viewers"), "{error}");
}
