//! How many distinct items a shop may have.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ran, Server, Workplace};

fn order(id: &str, sku: &str) -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!({ "id": id, "timestamp": now, "items": [{ "sku": sku, "price": "1.50", "quantity": 1 }] })
}

/// Polls until there is an alert, or none. The server checks everything every two seconds.
fn until_alert(server: &Server, is_there: bool) -> Value {
    for _ in 0..300 {
        let list = server.get("/v1/alerts").json(200);
        let found = list["alerts"].as_array().unwrap();
        let found = found
            .iter()
            .find(|alert| alert["id"] == "items_full.default");
        if found.is_some() == is_there {
            return found.cloned().unwrap_or_default();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("an alert is there: {}", !is_there);
}

#[test]
fn an_order_of_new_items_beyond_the_bound_waits_in_the_rejects() {
    let place = Workplace::new();
    let mut server = Server::start(&place, &["--max-items", "2"]);
    let orders = json!([
        order("1", "A"),
        order("2", "B"),
        order("3", "C"),
        order("4", "A")
    ]);
    let taken = server.post_json(&orders).json(200);
    assert_eq!(taken["accepted"], 3);
    let refused = &taken["rejected"][0];
    assert_eq!(
        (&refused["id"], &refused["reason"]),
        (&json!("3"), &json!("too_many_items"))
    );
    assert_eq!(server.post_json(&order("5", "D")).status, 422);
    assert_eq!(server.post_json(&order("6", "B")).json(200)["accepted"], 1);

    let alert = until_alert(&server, true);
    let detail = alert["detail"].as_str().unwrap();
    assert!(
        detail.contains("2 of at most 2 items") && detail.contains("2 orders"),
        "{detail}"
    );
    let metrics = server.get("/metrics").body;
    for line in [
        r#"livetill_known_items{shop="default"} 2"#,
        r#"livetill_max_items{shop="default"} 2"#,
        r#"livetill_rejects_total{shop="default",reason="too_many_items"} 2"#,
    ] {
        assert!(metrics.contains(line), "`{line}` is not in\n{metrics}");
    }
    assert!(server.terminate().success());

    let server = Server::start(&place, &["--max-items", "0"]);
    until_alert(&server, false);
    let url = server.url("");
    place
        .run(&["rejects", "replay", "--all", "--server", &url])
        .expect(0);
    let board = server.get("/v1/board").json(200);
    assert_eq!(board["today"]["orders"], 6);
    assert_eq!(server.get("/v1/rejects").json(200)["total"], 0);
}

#[test]
fn the_bound_is_a_setting_like_others() {
    let place = Workplace::new();
    let lines: Vec<String> = ["A", "B", "C"]
        .map(|sku| order(sku, sku).to_string())
        .to_vec();
    let file = place.file("orders.ndjson", lines.join("\n"));
    let import = |store: &str| place.command(&["import", "--json", store, &file]);
    let refused = |ran: Ran| ran.json(2)["rejected"]["too_many_items"].clone();

    let mut by_variable = import("--store=embedded:one");
    by_variable.env("LIVETILL_MAX_ITEMS", "1");
    assert_eq!(refused(Ran::of(by_variable)), 2);
    let config = place.file("livetill.toml", "[shop]\nmax_items = 2\n");
    let mut by_file = import("--store=embedded:two");
    by_file.args(["--config", &config]);
    assert_eq!(refused(Ran::of(by_file)), 1);
    // Known items stay and still count.
    let mut less = import("--store=embedded:two");
    less.args(["--max-items", "1"]);
    let again = Ran::of(less).json(2);
    assert_eq!(
        (&again["duplicates"], &again["accepted"]),
        (&json!(2), &json!(0))
    );
    Ran::of(import("--store=embedded:two")).expect(0);
}
