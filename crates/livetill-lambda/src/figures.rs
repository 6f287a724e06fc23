//! The function's figures for CloudWatch, in its embedded metric format: a log line that CloudWatch counts by itself.
//! No call, no client, nothing to wait for.

use std::io::Write as _;

use domain::{Shop, Timestamp};
use pipeline::Summary;
use serde_json::{Value, json};

/// Writes a line to stdout, which is the log.
///
/// # Errors
/// When stdout is gone.
pub(crate) fn write(
    namespace: &str,
    shop: &Shop,
    now: Timestamp,
    summary: &Summary,
) -> std::io::Result<()> {
    let line = figures(namespace, shop, now, summary);
    writeln!(std::io::stdout().lock(), "{line}")
}

/// Uses the names of `livetill serve --cloudwatch`, so that the figures add up.
fn figures(namespace: &str, shop: &Shop, now: Timestamp, summary: &Summary) -> Value {
    let names = ["Orders", "Duplicates", "Updates", "Rejects"];
    let metrics = names.map(|name| json!({"Name": name, "Unit": "Count"}));
    json!({
        "_aws": {
            "Timestamp": now.millis(),
            "CloudWatchMetrics": [
                {"Namespace": namespace, "Dimensions": [["Shop"]], "Metrics": metrics},
            ],
        },
        "Shop": shop.id.as_str(),
        "Orders": summary.accepted,
        "Duplicates": summary.duplicates,
        "Updates": summary.updated,
        "Rejects": summary.rejected.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_that_is_announced_is_there() {
        let shop = Shop::new("acme", "UTC", "USD").unwrap();
        let summary = Summary {
            accepted: 3,
            ..Summary::default()
        };
        let line = figures("Livetill", &shop, Timestamp::from_millis(7), &summary);
        let announced = &line["_aws"]["CloudWatchMetrics"][0];
        for metric in announced["Metrics"].as_array().unwrap() {
            let name = metric["Name"].as_str().unwrap();
            assert!(line[name].is_number(), "{name}");
        }
        assert_eq!(announced["Dimensions"][0][0], "Shop");
        assert_eq!(
            (&line["Shop"], &line["Orders"]),
            (&json!("acme"), &json!(3))
        );
    }
}
