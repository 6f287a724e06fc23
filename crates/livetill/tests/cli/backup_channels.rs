//! `livetill backup` and `restore` of a shop with several channels and countries.

use std::fs;

use crate::support::Workplace;

/// Channels and countries come back with their orders and with dropped days, including the shop's own channel and
/// country.
#[test]
fn channels_and_countries_are_in_an_archive() {
    let place = Workplace::new();
    let order = |id: u32, day: u32, said: &str| {
        format!(
            r#"{{"id":"{id}","timestamp":"2018-03-{day}T10:00:00Z",{said}"items":[{{"sku":"tea","price":"2.50","quantity":1}}]}}"#
        )
    };
    let orders = [
        order(1, 10, r#""channel":"ebay","country":"AT","#),
        order(2, 11, r#""channel":"pos","country":"DE","#),
        order(3, 11, ""),
    ];
    place.file("orders.ndjson", orders.join("\n"));
    let shop = ["--channels=amazon,ebay", "--retention-days=1"];
    let of = |command: &[&str], store: &str| {
        let store = format!("--store=embedded:{store}");
        place.run(&[command, &shop, &[&*store]].concat())
    };
    of(&["import", "orders.ndjson"], "first").expect(0);
    of(&["backup", "first.zst"], "first").expect(0);
    let backup = zstd::decode_all(&fs::read(place.path("first.zst")).unwrap()[..]).unwrap();
    let backup = String::from_utf8(backup).unwrap();
    for line in [
        r#""channels":["amazon","ebay"]"#,
        r#""channel":"pos","country":"DE"}"#,
        r#"{"slices":{"day":"2018-03-10","by":{"channel":{"ebay":{"orders":1,"revenue":250}},"country":{"AT":{"orders":1,"revenue":250}}}}}"#,
        r#""by":{"channel":{"pos":{"orders":1,"revenue":250}},"country":{"DE":{"orders":1,"revenue":250}}}"#,
    ] {
        assert!(backup.contains(line), "{line} is not in {backup}");
    }
    place
        .run(&["restore", "first.zst", "--store=embedded:second"])
        .expect(0);
    of(&["verify"], "second").expect(0);
    of(&["backup", "second.zst"], "second").expect(0);
    let again = zstd::decode_all(&fs::read(place.path("second.zst")).unwrap()[..]).unwrap();
    let again = String::from_utf8(again).unwrap();
    let orders = |backup: &str| -> Vec<String> {
        let lines = backup.lines().filter(|line| {
            ["{\"order\"", "{\"slices\"", "{\"figures\""]
                .iter()
                .any(|kind| line.starts_with(kind))
        });
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(orders(&again), orders(&backup));
    // A shop without one of the channels is a different shop.
    let other = place.run(&["verify", "--store=embedded:second", "--channels=amazon"]);
    let error = other.error();
    assert!(error.contains("channels amazon,ebay"), "{error}");
}
