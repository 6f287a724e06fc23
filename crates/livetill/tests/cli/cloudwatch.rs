//! Figures sent to CloudWatch. moto's server does not speak its protocol (Smithy's RPC in CBOR), so a receiver records
//! the calls and the test decodes them.

use std::collections::BTreeMap;

use ciborium::Value;
use test_servers::{Receiver, Redis, wait_until};

use crate::support::{Ran, Server, Workplace};

/// The figures of the store that the article names, and those of the machine.
const FIGURES: [(&str, &str); 9] = [
    ("CPUUtilization", "Store"),
    ("EngineCPUUtilization", "Store"),
    ("FreeableMemory", "Store"),
    ("BytesUsedForCache", "Store"),
    ("NetworkBytesIn", "Store"),
    ("NetworkBytesOut", "Store"),
    ("CurrConnections", "Store"),
    ("SwapUsage", "Server"),
    ("FreeableMemory", "Server"),
];

fn member<'a>(of: &'a Value, name: &str) -> &'a Value {
    let members = of.as_map().unwrap().iter();
    let mut found = members.filter(|(key, _)| key.as_text() == Some(name));
    &found.next().unwrap().1
}

/// The values in a call, by the metric's name and the value of its only dimension.
fn metrics(call: &Value) -> BTreeMap<(String, String), f64> {
    let text = |value: &Value| value.as_text().unwrap().to_owned();
    let data = member(call, "MetricData").as_array().unwrap().iter();
    data.map(|datum| {
        let dimension = &member(datum, "Dimensions").as_array().unwrap()[0];
        let of = text(member(dimension, "Value"));
        let value = member(datum, "Value").as_float().unwrap();
        ((text(member(datum, "MetricName")), of), value)
    })
    .collect()
}

#[test]
fn the_articles_figures_and_ours_arrive() {
    let place = Workplace::new();
    let redis = Redis::start();
    let cloudwatch = Receiver::http();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .args(["--store", &redis.url(), "--cloudwatch", "Livetill"])
        .env("AWS_ENDPOINT_URL", format!("http://{}", cloudwatch.address))
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    let server = Server::spawn(command);
    let order = r#"{"id":"1","timestamp":1520784000,"items":[{"sku":"A","price":1,"quantity":1}]}"#;
    let bad = r#"{"id":"2"}"#;
    let body = format!("[{order},{order},{bad}]");
    server.post(
        "/v1/orders",
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    );

    let call = cloudwatch.next();
    assert!(
        call.path.ends_with("/operation/PutMetricData"),
        "{}",
        call.path
    );
    let call: Value = ciborium::from_reader(call.body.as_slice()).unwrap();
    assert_eq!(member(&call, "Namespace").as_text(), Some("Livetill"));
    let metrics = metrics(&call);
    let value = |name: &str, of: &str| metrics.get(&(name.to_owned(), of.to_owned())).copied();
    for (name, part) in FIGURES {
        assert!(value(name, part).is_some(), "{name} of {part}: {metrics:?}");
    }
    assert!(value("CurrConnections", "Store") > Some(0.0));
    assert_eq!(value("Orders", "default"), Some(1.0));
    assert_eq!(value("Duplicates", "default"), Some(1.0));
    assert_eq!(value("Rejects", "default"), Some(1.0));
}

#[test]
fn what_cannot_be_sent_is_said_and_the_server_goes_on() {
    let place = Workplace::new();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .args(["--cloudwatch", "Livetill"])
        // Nothing listens there.
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    let server = Server::spawn(command);
    wait_until("it says so", || {
        server.log().contains("CloudWatch did not accept")
    });
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn wrong_settings_are_named() {
    let place = Workplace::new();
    let run = |namespace: &str, region: &str| {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .args(["--cloudwatch", namespace])
            .env("AWS_REGION", region)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null");
        Ran::of(command).error()
    };
    assert!(run("AWS/Lambda", "eu-central-1").contains("AWS/Lambda"));
    assert!(run("Livetill", "").contains("AWS_REGION"));
}
