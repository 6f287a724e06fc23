//! Edits of Shopify's orders.

use platform_apis::PlatformApi as _;
use serde_json::json;

use crate::shopify::{order, parsed, served};

#[tokio::test]
async fn every_edit_of_an_order_is_told() {
    let (server, api) = served();
    server.with(|shop| {
        shop.put(order(1, "2026-03-30T10:00:00+02:00", 30));
        for id in 1..=8 {
            let added = (0..30).map(|line| json!({"id": 1_000 + line, "delta": 1}));
            shop.edit(&json!({"order_edit": {"id": id, "order_id": 1, "created_at": "2026-03-30T11:00:00+02:00",
                "line_items": {"additions": added.collect::<Vec<_>>(), "removals": []}}}));
        }
    });
    let bodies = api.orders(&["1".to_owned()]).await.unwrap();
    let added = bodies
        .iter()
        .map(|it| parsed(it)["order_edit"]["line_items"]["additions"].clone());
    let counts: Vec<usize> = added.filter_map(|it| Some(it.as_array()?.len())).collect();
    assert_eq!(counts, [30; 8]);
}
