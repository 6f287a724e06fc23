//! Compares the catalogue of metrics with those measured and those documented.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;
use telemetry::CATALOGUE;

use crate::support::{JSON, Socket, TestServer, order};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

fn read(path: &str) -> String {
    let read = std::fs::read_to_string(repository(path));
    read.unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every name of our metrics in a text, as the catalogue spells it.
fn names(text: &str) -> BTreeSet<String> {
    let is_sign = |sign: char| sign.is_ascii_lowercase() || sign == '_';
    let words = text.split(|sign| !is_sign(sign));
    let names = words.filter(|word| word.starts_with("livetill_"));
    names
        .map(|name| {
            let ends = ["_bucket", "_sum", "_count"];
            let base = ends.iter().find_map(|end| name.strip_suffix(end));
            base.filter(|base| CATALOGUE.iter().any(|metric| metric.name() == *base))
                .unwrap_or(name)
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn everything_that_is_measured_is_in_the_list() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    let rich = order("o2", "tea", "1.00", 1).replacen(
        '{',
        r#"{"test":true,"discount":"SUMMER10","tip":1,"#,
        1,
    );
    let answer = server.post("/v1/orders", JSON, rich).await.json();
    assert_eq!(
        (&answer["tests"], &answer["ignored"]["discount"]),
        (&json!(1), &json!(1)),
        "{answer}"
    );
    server.post("/v1/orders", JSON, "{").await;
    let mut viewer = Socket::open(&server, "/v1/live").await;
    viewer.next().await;
    // Gauges of the health are set with the first look, rates with the second.
    let mut text = String::new();
    for _ in 0..600 {
        server.get("/metrics").await.text().clone_into(&mut text);
        if text.contains("livetill_process_cpu_ratio") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let known: BTreeSet<String> = CATALOGUE.iter().map(|it| it.name().to_owned()).collect();
    let measured = names(&text);
    let unknown: Vec<&String> = measured.difference(&known).collect();
    assert!(unknown.is_empty(), "not in the list: {unknown:?}");
    // A store on this machine has no network and no replicas. The test has no sources, buffer, archive or webhooks.
    let elsewhere = [
        "source",
        "ping",
        "engine",
        "network",
        "commands",
        "connections",
        "evicted",
        "replicas",
        "limit",
        "skips",
        "buffer",
        "archive",
        "refus",
        "webhooks",
        "late_orders",
    ];
    let absent: Vec<&String> = known
        .difference(&measured)
        .filter(|name| !elsewhere.iter().any(|part| name.contains(part)))
        .collect();
    assert!(absent.is_empty(), "never measured: {absent:?}");
    for metric in CATALOGUE
        .iter()
        .filter(|metric| measured.contains(metric.name()))
    {
        let line = format!("# TYPE {} {}", metric.name(), metric.kind().as_str());
        assert!(text.contains(&line), "{line}");
    }
}

#[test]
fn every_alert_rule_has_its_place_in_the_runbook() {
    let runbook = read("docs/operations.md").to_lowercase();
    let rules = read("deploy/prometheus/livetill-alerts.yml");
    let mut count = 0;
    for line in rules.lines() {
        let Some((_, alert)) = line.split_once("- alert: ") else {
            continue;
        };
        let alert = alert.trim().to_lowercase();
        assert!(
            rules.contains(&format!("docs/operations.md#{alert}\"")),
            "{alert}"
        );
        assert!(runbook.contains(&format!("\n### {alert}\n")), "{alert}");
        count += 1;
    }
    assert!(count > 5);
    for rule in ["sales_stopped", "data_stopped", "store_away"] {
        assert!(runbook.contains(&format!("\n### {rule}\n")), "{rule}");
    }
}

#[test]
fn the_dashboard_and_the_alert_rules_ask_for_what_is_measured() {
    let known: BTreeSet<String> = CATALOGUE.iter().map(|it| it.name().to_owned()).collect();
    for path in [
        "deploy/grafana/dashboards/livetill.json",
        "deploy/prometheus/livetill-alerts.yml",
    ] {
        let asked = names(&read(path));
        assert!(asked.len() > 5, "{path}");
        let unknown: Vec<&String> = asked.difference(&known).collect();
        assert!(unknown.is_empty(), "{path}: {unknown:?}");
    }
}
