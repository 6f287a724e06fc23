//! The live channel over WebSocket.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{JSON, Socket, TestServer, order};

#[tokio::test]
async fn the_board_comes_first_and_then_what_changed() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    let first = viewer.next().await;
    assert_eq!(
        (&first["shop"], &first["stale"]),
        (&json!("default"), &json!(false))
    );
    assert_eq!(first["today"]["orders"], 0);
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    let update = viewer.next().await;
    assert_eq!(update["seq"], first["seq"].as_u64().unwrap() + 1);
    assert_eq!(update["today"]["orders"], 1);
    for unchanged in ["shop", "date", "comparison"] {
        assert!(update.get(unchanged).is_none(), "{unchanged}");
    }
    let board = server.json("/v1/board").await;
    for (name, section) in board.as_object().unwrap() {
        assert_eq!(&viewer.state[name], section, "{name}");
    }
}

#[tokio::test]
async fn the_mark_of_past_days_differs_when_one_of_them_changes() {
    let late = |id: &str| {
        let items = r#"[{"sku":"tea","price":5,"quantity":1}]"#;
        format!(r#"{{"id":"{id}","timestamp":"2018-02-20T12:00:00-05:00","items":{items}}}"#)
    };
    let server = TestServer::start().await;
    server.post("/v1/orders", JSON, late("before")).await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    let before = viewer.next().await["past"].clone();
    assert!(before.is_string(), "{before}");
    // Past days are read at most once a second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let today = order("o1", "tea", "1.99", 2);
    server.post("/v1/orders", JSON, today).await;
    viewer.until(|state| state["today"]["orders"] == 1).await;
    assert_eq!(viewer.state["past"], before, "an order of today");
    // A day that the board does not show.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    server.post("/v1/orders", JSON, late("after")).await;
    viewer.until(|state| state["past"] != before).await;
    let board = server.json("/v1/board").await;
    assert_eq!(board["past"], viewer.state["past"]);
    let past = server.json("/v1/board?date=2018-02-20").await;
    assert_eq!(past["past"], json!(null));
}

#[tokio::test]
async fn a_burst_becomes_a_few_messages_that_end_at_the_truth() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    let first = viewer.next().await["seq"].as_u64().unwrap();
    let started = Instant::now();
    for number in 0..100 {
        server
            .post(
                "/v1/orders",
                JSON,
                order(&format!("o{number}"), "tea", "1.00", 1),
            )
            .await;
    }
    viewer
        .until(|state| state["today"]["orders"] == 100 && state["latest"][99].is_object())
        .await;
    let messages = viewer.state["seq"].as_u64().unwrap() - first;
    // At most ten per second, one at each end, and some tolerance for a busy machine.
    let most = started.elapsed().as_millis() as u64 / 100 + 3;
    assert!(messages <= most, "{messages} messages, at most {most}");
    assert_eq!(viewer.state["popular"][0]["units"], 100);
    assert_eq!(viewer.state["pulse"]["minutes"][0]["orders"], 100);
}

#[tokio::test]
async fn a_quiet_channel_beats() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    server.set_time("2018-03-14T10:23:50.000-04:00");
    let beat = viewer.next().await;
    assert_eq!(beat.as_object().unwrap().len(), 2, "{beat}");
    assert_eq!(beat["as_of"], "2018-03-14T10:23:50.000-04:00");
}

#[tokio::test]
async fn viewers_cause_no_reading() {
    let server = TestServer::start().await;
    let mut first = Socket::open(&server, "/v1/live").await;
    first.next().await;
    let before = server.store.board_reads();
    for _ in 0..20 {
        Socket::open(&server, "/v1/live").await.next().await;
    }
    assert!(
        server.store.board_reads() <= before + 1,
        "but for a heartbeat"
    );
}

#[tokio::test]
async fn a_viewer_that_fell_behind_gets_the_whole_board() {
    let server = TestServer::start().await;
    // Messages of about 100 KB, so that the viewer's connection is soon full.
    let long = "x".repeat(120);
    let lines: Vec<String> = (0..1_000)
        .map(|number| order(&format!("o{number}"), &format!("{long}{number}"), "1.00", 1))
        .collect();
    server
        .post("/v1/orders", JSON, format!("[{}]", lines.join(",")))
        .await;
    let mut slow = Socket::open_with_small_buffer(&server, "/v1/live").await;
    slow.next().await;
    for number in 0..60 {
        let sku = format!("{long}{}", number % 50);
        server
            .post(
                "/v1/orders",
                JSON,
                order(&format!("p{number}"), &sku, "1.00", 1),
            )
            .await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut skipped = false;
    while slow.state["today"]["orders"] != 1_060 {
        skipped |= slow.next().await.get("shop").is_some();
    }
    assert!(skipped, "it was brought to the newest state");
    server
        .post("/v1/orders", JSON, order("last", "tea", "1.00", 1))
        .await;
    slow.until(|state| state["today"]["orders"] == 1_061).await;
}

#[tokio::test]
async fn pings_are_answered_and_goodbyes_returned() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    viewer.say(Message::Ping("are you there".into())).await;
    assert_eq!(viewer.raw().await, Message::Pong("are you there".into()));
    viewer.say(Message::text("hello")).await;
    viewer.say(Message::Close(None)).await;
    assert!(matches!(viewer.raw().await, Message::Close(Some(_))));
}

#[tokio::test]
async fn a_viewer_that_talks_too_much_is_sent_away() {
    let server = TestServer::start().await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    viewer.say(Message::text("x".repeat(10_000))).await;
    let Message::Close(Some(goodbye)) = viewer.raw().await else {
        panic!("no goodbye")
    };
    assert_eq!(u16::from(goodbye.code), 1009);
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let server = TestServer::start().await;
    let overview = server.get("/v1/overview/live").await;
    let told = overview.problem(426, "websocket_required");
    assert!(told.ends_with(" /v1/overview/events"), "{told}");
    let answer = server.get("/v1/live").await;
    let told = answer.problem(426, "websocket_required");
    assert!(told.ends_with(" /v1/events"), "{told}");
    assert_eq!(answer.header("upgrade"), "websocket");
    for version in ["8", "14", ""] {
        let asked = [
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("sec-websocket-version", version),
        ];
        let answer = server.send("GET", "/v1/live", &asked, "").await;
        let detail = answer.problem(426, "websocket_required");
        assert!(detail.contains("Sec-WebSocket-Version"), "{detail}");
        assert_eq!(answer.header("sec-websocket-version"), "13");
    }
    let mut stream = tokio::net::TcpStream::connect(server.address)
        .await
        .unwrap();
    let mut nothing = [0; 1];
    let silent = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut nothing));
    assert!(silent.await.is_err(), "a silent connection is left alone");
}
