//! Kafka as a source of the real binary.

use serde_json::json;
use test_servers::kafka::{Kafka, PlayedRecord};
use test_servers::wait_until;

use crate::support::{Server, Workplace};

fn order(id: u32) -> String {
    json!({"id": id, "timestamp": "2026-03-01T10:00:00Z", "items": [{"sku": "A", "price": "1.50", "quantity": 2}]}).to_string()
}

fn put(kafka: &Kafka, orders: std::ops::Range<u32>) {
    let mut client = kafka.client();
    for id in orders {
        client.put("orders", id as i32 % 2, PlayedRecord::of(order(id)));
    }
}

fn orders(server: &Server) -> u64 {
    let answer = server.get("/v1/board?date=2026-03-01");
    if answer.status == 404 {
        // The store has no data of the day yet.
        return 0;
    }
    answer.json(200)["today"]["orders"].as_u64().unwrap()
}

/// After a restart, reading continues at the stored position. Health and metrics show every partition.
#[test]
fn a_topic_is_read_once_and_each_partition_is_seen() {
    let place = Workplace::new();
    let kafka = Kafka::start();
    kafka.client().create("orders", 2, &[]);
    let source = kafka.url("orders", "&lease=1s");
    let args = ["--source", &source];
    put(&kafka, 0..20);
    kafka
        .client()
        .put("orders", 0, PlayedRecord::of("{\"id\":"));
    let server = Server::start(&place, &args);
    wait_until("the orders are counted", || orders(&server) == 20);
    wait_until("the bad one is kept", || {
        server.get("/v1/rejects?limit=1").json(200)["total"] == 1
    });
    let reject = &server.get("/v1/rejects?limit=1").json(200)["items"][0];
    assert_eq!(reject["source"], "kafka:orders:0", "{reject}");
    // The server checks its health only from time to time.
    wait_until("health has both partitions", || {
        let health = server.get("/v1/health").json(200);
        let sources = health["sources"].as_array().unwrap().iter();
        let of_kafka = sources.filter(|it| it["source"] == "kafka:orders");
        let partitions: Vec<String> = of_kafka
            .filter_map(|it| it["shard"].as_str().map(str::to_owned))
            .filter(|partition| !partition.is_empty())
            .collect();
        partitions == ["0", "1"]
    });
    let metrics = server.get("/metrics").body;
    for partition in ["0", "1"] {
        let lag = format!(
            "livetill_source_lag_seconds{{shop=\"default\",source=\"kafka:orders:{partition}\"}} 0"
        );
        assert!(metrics.contains(&lag), "{lag}");
    }
    server.kill();
    put(&kafka, 10..40);
    let server = Server::start(&place, &args);
    wait_until("only the new ones are counted", || orders(&server) == 40);
}

/// Errors in a URL or a cluster are reported before anything is read, and without the password.
#[test]
fn doctor_and_serve_say_what_is_wrong() {
    let place = Workplace::new();
    let kafka = Kafka::start();
    let missing = kafka.url("orders", "");
    let said = place.run(&["doctor", "--source", &missing]);
    let said = format!("{}{}", said.stdout, said.stderr);
    assert!(said.contains("there is no topic `orders`"), "{said}");
    kafka.client().create("orders", 2, &[]);
    let said = place.run(&["doctor", "--source", &missing]);
    let said = format!("{}{}", said.stdout, said.stderr);
    assert!(said.contains("can be read; 2 partitions"), "{said}");
    for (options, named) in [
        ("&offset=7", "there is no option `offset`"),
        ("&sasl=plain&user=a&password=hush", "env:VARIABLE"),
        (
            "&sasl=plain&user=a&password=env:NOT_SET_ANYWHERE",
            "NOT_SET_ANYWHERE",
        ),
        ("&tls=on&ca=/not/there.pem", "/not/there.pem"),
    ] {
        let url = kafka.url("orders", options);
        let said = place.run(&["serve", "--listen", "127.0.0.1:0", "--source", &url]);
        let said = said.error();
        assert!(said.contains(named) && !said.contains("hush"), "{said}");
    }
}
