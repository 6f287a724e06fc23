//! `livetill serve` from outside.

use std::io::Read;
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::{Ran, Server, Workplace};

/// An order with the current time.
fn order(id: &str, units: u32) -> Value {
    let now = jiff::Timestamp::now().as_millisecond();
    json!({"id": id, "timestamp": now, "items": [{"sku": "A", "name": "Kéks", "price": "1.99", "quantity": units}], "email": "someone@example.com"})
}

#[test]
fn every_endpoint_answers() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);

    let taken = server
        .post_json(&json!([order("1", 2), order("1", 2), {"id": "2"}]))
        .json(200);
    assert_eq!(
        (&taken["accepted"], &taken["duplicates"], &taken["updated"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let refused = &taken["rejected"][0];
    assert_eq!(
        (&refused["index"], &refused["id"], &refused["reason"]),
        (&json!(2), &json!("2"), &json!("invalid_timestamp"))
    );
    let lines = format!("{}\n{}\n", order("3", 1), order("4", 1));
    let ndjson = ("content-type", "application/x-ndjson");
    assert_eq!(
        server
            .post("/v1/orders", &[ndjson], lines.as_bytes())
            .json(200)["accepted"],
        2
    );
    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let packed = server.post("/v1/orders", &[ndjson, ("content-encoding", "zstd")], &zstd);
    assert_eq!(packed.json(200)["duplicates"], 2);
    assert_eq!(server.post_json(&json!({"id": "5"})).status, 422);

    let board = server.get("/v1/board").json(200);
    assert_eq!(
        (&board["today"]["orders"], &board["today"]["revenue"]),
        (&json!(3), &json!("7.96"))
    );
    assert_eq!(board["revenue"].as_array().unwrap().len(), 7);
    assert_eq!(
        server.get("/v1/items/popular?limit=1").json(200)["items"][0]["units"],
        4
    );
    assert_eq!(
        server.get("/v1/items/latest?limit=1").json(200)["items"][0]["sku"],
        "A"
    );
    assert!(server.get("/v1/revenue?days=2").status == 200);
    let rejects = server.get("/v1/rejects");
    assert_eq!(rejects.json(200)["total"], 2);
    assert!(
        !rejects.body.contains("example.com"),
        "personal data is kept"
    );
    let dropped = server.delete("/v1/rejects?all=true").json(200);
    assert_eq!(dropped["dropped"], 2);

    let unknown = server.get("/v1/board?shop=acme");
    assert_eq!(
        (unknown.status, &*unknown.content_type),
        (404, "application/problem+json")
    );
    let metrics = server.get("/metrics").body;
    assert!(metrics.contains("livetill_orders_total"), "{metrics}");
    let openapi = server.get("/openapi.json");
    assert_eq!(openapi.json(200), place.run(&["openapi"]).json(0));
    let page = server.get("/");
    assert!(page.status == 200 && page.content_type.starts_with("text/html"));
    assert_eq!(server.get("/nothing-of-ours.js").status, 404);
}

#[test]
fn the_live_channel_begins_with_the_whole_board_and_goes_on_with_what_changes() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    let stream = TcpStream::connect(&server.address).unwrap();
    let (mut socket, _) =
        tungstenite::client(format!("ws://{}/v1/live", server.address), stream).unwrap();
    let mut next =
        || -> Value { serde_json::from_str(socket.read().unwrap().to_text().unwrap()).unwrap() };
    let first = next();
    assert!(first["today"]["orders"] == 0 && first["revenue"].is_array());
    server.post_json(&order("1", 2));
    let update = loop {
        let message = next();
        if message.get("today").is_some() {
            break message;
        }
    };
    assert!(update["seq"].as_u64() > first["seq"].as_u64());
    assert!(update["today"]["orders"] == 1 && update.get("timezone").is_none());

    let mut events = ureq::get(server.url("/v1/events")).call().unwrap();
    let (mut reader, mut head) = (events.body_mut().as_reader(), Vec::new());
    while !head.ends_with(b"\n\n") {
        let mut byte = [0];
        reader.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert!(String::from_utf8(head).unwrap().contains(r#""orders":1"#));
}

#[test]
fn commands_ask_a_running_server_or_open_the_store() {
    let place = Workplace::new();
    let mut server = Server::start(&place, &[]);
    let url = server.url("");
    server.post_json(&json!([order("1", 2), {"id": "2"}, {"id": "3"}, {"id": "4"}]));
    let asked = place.run(&["board", "--server", &url]).expect(0);
    assert!(
        asked.contains("3.98 USD") && asked.contains("Kéks"),
        "{asked}"
    );
    assert_eq!(
        place.run(&["board", "--json", "--server", &url]).json(0)["today"]["orders"],
        1
    );
    assert!(asked.lines().count() <= 24 && !asked.contains("latest items"));
    let report = place
        .run(&["report", "--span=today", "--server", &url])
        .expect(0);
    assert!(
        report.contains("3.98") && report.contains("net revenue"),
        "{report}"
    );
    let wrong = ["report", "--span=fortnight", "--server", &url];
    assert!(place.run(&wrong).error().contains("last_30_days"));
    let full = place.run(&["board", "--full", "--server", &url]).expect(0);
    assert!(full.contains("latest items") && full.contains("all time"));
    let list = place.run(&["rejects", "list", "--server", &url]).expect(0);
    assert!(
        list.contains("3 kept, 3 shown") && list.contains("invalid_timestamp"),
        "{list}"
    );
    assert_eq!(
        place
            .run(&["rejects", "replay", "1", "--server", &url])
            .expect(0)
            .lines()
            .count(),
        2
    );
    let all = place
        .run(&["rejects", "replay", "--all", "--server", &url])
        .expect(0);
    assert!(
        all.starts_with("replayed 3") && all.contains("3  still invalid_timestamp"),
        "{all}"
    );
    server.terminate();

    assert!(place.run(&["board"]).expect(0).contains("3.98 USD"));
    let net = place.run(&["board", "--headline", "net"]).expect(0);
    assert!(net.contains("orders    net revenue"), "{net}");
    let list = place.run(&["rejects", "list", "--json"]).json(0);
    let number = list["items"][0]["number"].to_string();
    assert_eq!(
        place.run(&["rejects", "drop", &number]).expect(0),
        "dropped 1\n"
    );
    assert_eq!(
        place.run(&["rejects", "drop", "--all"]).expect(0),
        "dropped 2\n"
    );
    assert!(place.run(&["rejects", "drop"]).error().contains("--all"));
}

#[test]
fn one_process_holds_a_folder_and_the_next_is_told_which() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    let pid = format!("process {}", server.pid());
    for args in [
        &["serve", "--listen=127.0.0.1:0"][..],
        &["board"],
        &["import", "-"],
    ] {
        let error = place.run(args).error();
        assert!(error.contains(&pid), "{args:?}: {error}");
    }
    assert!(place.run(&["board"]).error().contains("--server"));
    let taken = format!("--listen={}", server.address);
    let error = place
        .run(&["serve", &taken, "--store=embedded:other"])
        .error();
    assert!(
        error.contains(&format!("listen: cannot bind {}", server.address))
            && error.contains("another program listens there"),
        "{error}"
    );
    server.kill();
    Server::start(&place, &[]);
}

#[test]
fn a_stored_shop_keeps_its_time_zone_and_currency() {
    let place = Workplace::new();
    drop(Server::start(
        &place,
        &["--timezone=Asia/Tokyo", "--currency=JPY"],
    ));
    let error = place.run(&["serve", "--timezone=Asia/Tokyo"]).error();
    assert!(error.contains("currency JPY, not USD"), "{error}");
    let error = place.run(&["serve", "--currency=JPY"]).error();
    assert!(error.contains("timezone Asia/Tokyo, not UTC"), "{error}");
}

#[test]
fn without_keys_it_is_there_for_this_machine_only() {
    let place = Workplace::new();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let error = place.run(&["serve", "--listen", address]).error();
        assert!(
            error.contains(&format!("can reach {address}")) && error.contains("keys"),
            "{error}"
        );
    }
    assert!(!place.path("livetill-data").exists(), "it refused too late");
}

#[test]
fn the_log_is_plain_text_where_no_terminal_is_and_json_on_request() {
    let place = Workplace::new();
    let mut server = Server::start(&place, &[]);
    server.terminate();
    let log = server.log();
    assert!(!log.contains('\u{1b}') && !log.contains("fjall"), "{log}");
    assert!(log.ends_with("stopped\n"), "{log}");
    let mut server = Server::start(&place, &["--log-format=json"]);
    server.terminate();
    for line in server.log().lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn the_environment_alone_sets_a_server_up_as_containers_do() {
    let place = Workplace::new();
    let key = place.run(&["keys", "add", "--role=view", "--print-only"]);
    let key = key.expect(0).lines().next().unwrap().to_owned();
    let keys = format!("view:{key}\n");
    let mut command = place.command(&["serve"]);
    command.envs([
        // Files with secrets often end with a line break.
        ("LIVETILL_LISTEN", "localhost:0\n"),
        ("LIVETILL_STORE", "embedded:data\n"),
        ("LIVETILL_TIMEZONE", " Asia/Tokyo\n"),
        ("LIVETILL_KEYS", keys.as_str()),
        ("LIVETILL_PROXIES", "127.0.0.1, 10.0.0.0/8\n"),
        ("LIVETILL_RETENTION_DAYS", ""),
        // As Kubernetes sets them for a Service called livetill-redis.
        ("LIVETILL_REDIS_SERVICE_HOST", "10.0.0.2"),
        ("LIVETILL_REDIS_PORT", "tcp://10.0.0.2:6379"),
        ("LIVETILL_REDIS_PORT_6379_TCP_PROTO", "tcp"),
    ]);
    let server = Server::spawn(command);
    assert!(
        server.address.starts_with("127.0.0.1:"),
        "{}",
        server.address
    );
    assert!(place.path("data").exists());
    // The server distinguishes clients behind the proxy: one that guesses keys does not lock out another.
    let sign_in = |from: &str, key: &str| {
        let headers = [
            ("x-forwarded-for", from),
            ("content-type", "application/json"),
        ];
        let body = json!({ "key": key }).to_string();
        server.post("/v1/session", &headers, body.as_bytes()).status
    };
    let guess = || sign_in("203.0.113.9:4711", "ltk_wrong");
    assert_eq!(guess(), 401);
    assert!((0..100).any(|_| guess() == 429));
    assert_eq!(sign_in("198.51.100.7:80", &key), 204);

    let url = server.url("");
    let mut command = place.command(&["board", "--server", &url, "--json"]);
    command.env("LIVETILL_STORE", "redis://127.0.0.1:1");
    command.env("LIVETILL_KEY", format!("{key}\n"));
    assert_eq!(Ran::of(command).json(0)["timezone"], "Asia/Tokyo");
}
