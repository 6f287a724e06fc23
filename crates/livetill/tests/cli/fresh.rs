//! How fresh a board is after a restore, on both stores.

use serde_json::{Value, json};
use test_servers::Redis;

use crate::support::{Server, Workplace};

#[test]
fn nothing_has_come_in_after_a_restore_until_an_order_does() {
    let place = Workplace::new();
    let order = |id: &str| {
        let now = jiff::Timestamp::now().as_millisecond();
        json!({"id": id, "timestamp": now, "items": [{"sku": "A", "price": "2.50", "quantity": 1}]})
    };
    let file = place.file("one.ndjson", order("o1").to_string());
    place
        .run(&["import", "--store=embedded:first", &file])
        .expect(0);
    place
        .run(&["backup", "first.zst", "--store=embedded:first"])
        .expect(0);
    let redis = Redis::start();
    for store in ["embedded:second", &redis.url()] {
        place
            .run(&["restore", "first.zst", "--store", store])
            .expect(0);
        let server = Server::start(&place, &["--store", store]);
        let board = || server.get("/v1/board").json(200);
        for _ in 0..2 {
            let board = board();
            assert_eq!(board["popular"][0]["sku"], "A", "{store}: it is restored");
            assert_eq!(board.get("fresh"), Some(&Value::Null), "{store}");
        }
        server.post_json(&order("o2")).json(200);
        let fresh = board()["fresh"].clone();
        assert!(fresh["accepted_at"].is_string(), "{store}: {fresh}");
    }
}
