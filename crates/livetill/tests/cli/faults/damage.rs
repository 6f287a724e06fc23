//! A disk that damages what waits in the buffer.

use std::fs;

use test_servers::{Redis, wait_until};

use super::buffer::{metric, wait_until_drained};
use super::figures::{assert_exact, order};
use crate::support::{Server, Workplace};

#[test]
fn a_damaged_record_costs_its_own_orders_and_is_told() {
    let (place, mut redis) = (Workplace::new(), Redis::durable());
    let url = redis.url();
    let url = format!("{url}?command_timeout=400ms&connect_timeout=400ms");
    let start = || Server::start(&place, &["--store", &url, "--buffer", "waiting"]);
    let server = start();
    assert_eq!(server.post_json(&order(0)).json(200)["accepted"], 1);
    redis.kill();
    for number in 1..=5 {
        assert_eq!(server.post_json(&order(number)).status, 202);
    }
    server.kill();
    let file = |end: &str| place.path(&format!("waiting/lines/default/{:020}.{end}", 1));
    let mut bytes = fs::read(file("orders")).unwrap();
    let sku = order(3)["items"][0]["sku"].to_string();
    let at = bytes.windows(sku.len()).position(|it| it == sku.as_bytes());
    bytes[at.unwrap()] ^= 1;
    fs::write(file("orders"), &bytes).unwrap();
    redis.start_again();
    let server = start();
    wait_until_drained(&server);
    wait_until("the alert is raised", || {
        let alerts = server.get("/v1/alerts").json(200)["alerts"].to_string();
        alerts.contains("data_lost") && alerts.contains("the orders of record 3 are missing")
    });
    assert_eq!(metric(&server, "livetill_source_lost_total"), 1.0);
    assert_eq!(fs::read(file("damaged")).unwrap(), bytes);
    // The others are there, and what is sent again counts.
    assert_eq!(server.post_json(&order(3)).json(200)["accepted"], 1);
    assert_exact(&server, 6);
}
