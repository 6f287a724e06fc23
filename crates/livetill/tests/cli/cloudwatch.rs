//! Figures to CloudWatch, whose part moto's server plays.

use crate::support::{Moto, Redis, Server, Workplace, wait_until};

/// The article's figures of the store, and what the machine adds.
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

#[test]
fn the_articles_figures_and_ours_arrive() {
    let place = Workplace::new();
    let redis = Redis::start(&place, &[]);
    let cloudwatch = Moto::start();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .args(["--store", &redis.url(), "--cloudwatch", "Livetill"])
        .env("AWS_ENDPOINT_URL", cloudwatch.url())
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    let server = Server::spawn(command);
    let order = r#"{"id":"1","timestamp":1520784000,"items":[{"sku":"A","price":1,"quantity":1}]}"#;
    let bad = r#"{"id":"2"}"#;
    server.post(
        "/v1/orders",
        &[],
        format!("[{order},{order},{bad}]").as_bytes(),
    );
    for (name, part) in FIGURES {
        wait_until(&format!("{name} of {part} arrives"), || {
            cloudwatch.sum("Livetill", name, ("Part", part)).is_some()
        });
    }
    let sum = |name| cloudwatch.sum("Livetill", name, ("Shop", "default"));
    assert_eq!(sum("Orders"), Some(1.0));
    assert_eq!(sum("Duplicates"), Some(1.0));
    assert_eq!(sum("Rejects"), Some(1.0));
    assert!(cloudwatch.sum("Livetill", "CurrConnections", ("Part", "Store")) > Some(0.0));
}

#[test]
fn what_cannot_be_sent_is_said_and_the_server_goes_on() {
    let place = Workplace::new();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .args(["--cloudwatch", "Livetill"])
        // Nobody listens there.
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    let server = Server::spawn(command);
    wait_until("it says so", || {
        server.log().contains("CloudWatch did not take")
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
        crate::support::Ran::of(command).error()
    };
    assert!(run("AWS/Lambda", "eu-central-1").contains("AWS/Lambda"));
    assert!(run("Livetill", "").contains("AWS_REGION"));
}
