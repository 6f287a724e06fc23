//! A shop that the original design counted: inspected, copied, and cleaned up.

use serde_json::{Value, json};
use test_servers::Redis;

use crate::support::{Server, Workplace};

const SHOP: [&str; 2] = ["--currency=USD", "--retention-days=30"];
const OLD: &str = "2026-03-02";
const ADOPTED: &str = "2026-03-03";

/// The keys that the original design's function leaves after a few orders: floats that drift, and a day that it created
/// from milliseconds, as in its own sample event.
fn original(redis: &Redis) {
    let run = |command: &str| redis.cli(&command.split(' ').collect::<Vec<_>>());
    for (day, orders) in [("20260302", 5), ("20260303", 2)] {
        for order in 0..orders {
            run(&format!("INCR orders:{day}"));
            run(&format!("ZINCRBY orders:items:popular 2 sku-{order}"));
            run(&format!("SADD orders:items:{day} sku-{order}"));
            run(&format!("LPUSH orders:items:latest sku-{order}"));
            run(&format!("HINCRBYFLOAT sales:revenue:{day} 7 162.67"));
        }
        run(&format!("ZADD sales:revenue:days 0 {day}"));
    }
    assert_eq!(
        run("HGET sales:revenue:20260302 7"),
        "813.34999999999999998",
        "the drift that this is about"
    );
    run("INCR orders:501940919");
    run("SADD orders:items:501940919 cookie");
    run("HINCRBYFLOAT sales:revenue:501940919 3 1.99");
    run("ZADD sales:revenue:days 0 501940919");
}

fn import(place: &Workplace, url: &str) {
    let order = format!(
        r#"{{"id":"1","timestamp":"{ADOPTED}T09:10:00Z","items":[{{"sku":"sku-0","price":"1.50","quantity":3}},{{"sku":"new","price":"2","quantity":1}}]}}"#
    );
    let file = place.file("orders.ndjson", order);
    let run = [&["import", &file, "--store", url][..], &SHOP].concat();
    place.run(&run).expect(0);
}

fn board(place: &Workplace, store: &str, day: &str) -> Value {
    let run = ["board", "--json", "--store", store, "--date", day];
    place.run(&[&run[..], &SHOP].concat()).json(0)
}

/// Checks all that is known of the two days. Every store must show the same.
fn check(place: &Workplace, store: &str, adopted: bool) {
    let old = board(place, store, OLD);
    assert_eq!(
        (&old["today"]["orders"], &old["today"]["revenue"]),
        (&json!(5), &json!("813.35"))
    );
    assert_eq!(old["today"]["units"], Value::Null);
    assert_eq!(old["today"]["unique_items"], 5);
    assert_eq!(old["pulse"]["minutes"], Value::Null);
    assert_eq!(old["popular_today"], Value::Null);
    assert_eq!(old["today_unknown"], "original_design");
    assert_eq!(old["popular"][0]["units"], if adopted { 7 } else { 4 });
    let day = board(place, store, ADOPTED);
    let (orders, revenue, unique) = match adopted {
        true => (3, "331.84", 3),
        false => (2, "325.34", 2),
    };
    let today = &day["today"];
    assert_eq!(
        (&today["orders"], &today["revenue"], &today["unique_items"]),
        (&json!(orders), &json!(revenue), &json!(unique))
    );
    assert_eq!(today["units"], Value::Null);
    // Two whole days are compared.
    assert_eq!(day["comparison"]["yesterday"]["orders"], 5);
    // The units of only some of its orders are not those of the day.
    assert_eq!(day["popular_today"], Value::Null);
    let text = ["board", "--store", store, "--date", ADOPTED];
    let text = place.run(&[&text[..], &SHOP].concat()).expect(0);
    let (_, popular) = text.split_once("popular today\n").unwrap();
    assert!(
        popular.trim_start().starts_with("– the original design"),
        "{text}"
    );
    check_lists(place, store, adopted);
}

/// Checks the paginated lists.
fn check_lists(place: &Workplace, store: &str, adopted: bool) {
    let server = Server::start(place, &[&["--store", store][..], &SHOP].concat());
    for query in ["", "&q=sku"] {
        let page = server.get(&format!("/v1/items/popular?date={OLD}{query}"));
        let page = page.json(200);
        assert_eq!(
            (&page["items"], &page["total"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(page["unknown"], "original_design");
    }
    let days = server.get("/v1/items/history?sku=sku-0").json(200)["days"].clone();
    let unknown = |day| json!({"date": day, "units": null, "unknown": "original_design"});
    assert_eq!(days, json!([unknown(OLD), unknown(ADOPTED)]));
    let orders = server.get(&format!("/v1/orders?date={ADOPTED}")).json(200);
    assert_eq!(orders["total"], u32::from(adopted));
    assert_eq!(orders["unknown"], "original_design");
    let week = server
        .get(&format!("/v1/revenue?days=2&end={OLD}"))
        .json(200);
    let [before, old] = [0, 1].map(|index| week["days"][index].clone());
    assert_eq!(
        (&before["orders"], &before["unknown"]),
        (&json!(0), &json!("before_first"))
    );
    assert_eq!(
        (&old["orders"], &old["unknown"]),
        (&json!(5), &json!("original_design"))
    );
}

#[test]
fn a_shop_of_the_original_design_is_verified_and_handed_on_as_what_it_is() {
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    original(&redis);
    for adopted in [false, true] {
        if adopted {
            import(&place, &url);
        }
        check(&place, &url, adopted);

        let verify = [&["verify", "--json", "--store", &url][..], &SHOP].concat();
        let verified = place.run(&verify).json(2);
        let named = verified["differences"].to_string();
        assert!(named.contains(OLD) && named.contains("orders"), "{named}");

        let name = format!("adopted-{adopted}");
        let file = format!("{name}.zst");
        let backup = [&["backup", &file, "--store", &url][..], &SHOP].concat();
        let said = place.run(&backup).expect(0);
        assert!(
            said.contains("for 2 days that the original design"),
            "{said}"
        );
        let restored = format!("embedded:{name}");
        let said = place.run(&["restore", &file, "--store", &restored]);
        let said = said.expect(0);
        assert!(
            said.contains("for 2 days that the original design"),
            "{said}"
        );
        check(&place, &restored, adopted);

        let copied = format!("embedded:copied-{adopted}");
        let copy = ["copy", "--from", &url, "--to", &copied];
        let said = place.run(&[&copy[..], &SHOP].concat()).expect(0);
        assert!(
            said.contains("for 2 days that the original design"),
            "{said}"
        );
        check(&place, &copied, adopted);

        // And from there into another Redis database.
        let back = format!("{url}/{}", if adopted { 2 } else { 1 });
        let copy = ["copy", "--from", &copied, "--to", &back];
        place.run(&[&copy[..], &SHOP].concat()).expect(0);
        check(&place, &back, adopted);
    }
}

#[test]
fn a_day_that_cannot_be_is_shown_with_the_command_that_removes_it() {
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    original(&redis);
    import(&place, &url);
    let doctor = [&["doctor", "--json", "--store", &url][..], &SHOP].concat();
    let impossible = || {
        let findings = place.run(&doctor).json(2);
        let mut findings = findings.as_array().unwrap().clone();
        findings.retain(|it| it["check"] == "impossible_days");
        findings
    };
    let found = impossible();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]["found"].to_string().contains("501940919"),
        "{found:?}"
    );
    let mend = found[0]["mend"].as_str().unwrap();
    for command in mend.split(" && ") {
        let words = command.split(' ').map(|word| word.trim_matches('\''));
        let words: Vec<&str> = words.skip(1).collect();
        redis.cli(&words);
    }
    assert_eq!(impossible().len(), 0);
    assert_eq!(redis.cli(&["KEYS", "*501940919*"]), "");
    assert_eq!(board(&place, &url, OLD)["today"]["orders"], 5);
}
