//! `livetill demo`.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Server, Workplace};

#[test]
fn the_demo_has_a_week_behind_it_and_moves() {
    let place = Workplace::new();
    let args = [
        "demo",
        "--listen=127.0.0.1:0",
        "--orders=500",
        "--rate=100",
        "--timezone=Europe/Budapest",
        "--currency=HUF",
    ];
    let mut command = place.command(&args);
    // It keeps its data here.
    command.env("TMPDIR", place.path(""));
    let mut demo = Server::spawn(command);
    let first = demo.get("/v1/board").json(200);
    assert_eq!(first["currency"], "HUF");
    let week = first["revenue"].as_array().unwrap();
    let sold = |day: &&serde_json::Value| day["orders"].as_u64() > Some(0);
    assert!(week.iter().filter(sold).count() >= 6, "{week:?}");
    assert!(first["pulse"]["baseline"].as_array().unwrap().len() > 1);
    assert!(demo.get("/").body.contains("<html"));

    let since = Instant::now();
    while demo.get("/v1/board").json(200)["latest"] == first["latest"] {
        assert!(since.elapsed() < Duration::from_secs(20), "nothing is sold");
        thread::sleep(Duration::from_millis(50));
    }
    assert!(demo.terminate().success(), "{}", demo.log());
    let left: Vec<_> = place.path("").read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
