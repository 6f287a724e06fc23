//! Percentiles of measured times.

use serde_json::{Value, json};

/// Count, p50, p99 and maximum, in milliseconds; null if there are none.
pub(crate) fn summary(mut millis: Vec<f64>) -> Value {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = millis.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        millis
            .get(index)
            .map(|value| (value * 100.0).round() / 100.0)
    };
    json!({ "count": millis.len(), "p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1.0) })
}
