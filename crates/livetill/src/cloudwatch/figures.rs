//! Which figures go to CloudWatch, under which names.

use std::collections::BTreeMap;

use api_types::Health;
use telemetry::ShopName;
use telemetry::catalogue::{ORDERS, REJECTS};
use telemetry::labels::{OfOrders, OfRejects, Outcome};

/// The unit of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Percent,
    Bytes,
    BytesPerSecond,
    Seconds,
    Count,
}

/// A named value with one dimension, which says what it measures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub name: &'static str,
    pub unit: Unit,
    pub dimension: (&'static str, String),
    pub value: f64,
}

/// Orders and rejects by shop since the server started, as last sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts(BTreeMap<(String, &'static str), u64>);

/// The article's figures, of the store and of the server's machine. Unknown values are left out: a metric without a
/// value is a gap, and zero would be a lie.
pub(super) fn of_health(health: &Health) -> Vec<Figure> {
    use Unit::{Bytes, BytesPerSecond, Count, Percent};
    let (store, host) = (&health.store, &health.host);
    let known = |known: bool| move |value: Option<f64>| value.filter(|_| known);
    // While the store is away, only old figures are left.
    let now = known(store.available);
    let bytes = |value: Option<u64>| value.map(|value| value as f64);
    let figures = [
        ("Store", "CPUUtilization", Percent, now(store.cpu_percent)),
        (
            "Store",
            "EngineCPUUtilization",
            Percent,
            now(store.engine_cpu_percent),
        ),
        (
            "Store",
            "FreeableMemory",
            Bytes,
            now(bytes(store.freeable_memory_bytes)),
        ),
        (
            "Store",
            "BytesUsedForCache",
            Bytes,
            now(bytes(store.bytes_used)),
        ),
        (
            "Store",
            "NetworkBytesIn",
            BytesPerSecond,
            now(store.network_in_bytes_per_second),
        ),
        (
            "Store",
            "NetworkBytesOut",
            BytesPerSecond,
            now(store.network_out_bytes_per_second),
        ),
        (
            "Store",
            "CurrConnections",
            Count,
            now(bytes(store.connections)),
        ),
        ("Server", "CPUUtilization", Percent, host.cpu_percent),
        (
            "Server",
            "FreeableMemory",
            Bytes,
            bytes(Some(host.freeable_memory_bytes)),
        ),
        (
            "Server",
            "SwapUsage",
            Bytes,
            bytes(Some(host.swap_used_bytes)),
        ),
        (
            "Server",
            "NetworkBytesIn",
            BytesPerSecond,
            host.network_in_bytes_per_second,
        ),
        (
            "Server",
            "NetworkBytesOut",
            BytesPerSecond,
            host.network_out_bytes_per_second,
        ),
    ];
    let figures = figures.into_iter().filter_map(|(part, name, unit, value)| {
        Some(Figure {
            name,
            unit,
            dimension: ("Part", part.to_owned()),
            value: value.filter(|value| value.is_finite())?,
        })
    });
    figures.chain(lags(health)).collect()
}

/// How far behind each source is, taken from its slowest shard.
fn lags(health: &Health) -> Vec<Figure> {
    let mut longest: BTreeMap<&str, f64> = BTreeMap::new();
    for source in &health.sources {
        if let Some(lag) = source.lag_seconds {
            let longest = longest.entry(&source.source).or_default();
            *longest = longest.max(lag);
        }
    }
    let figure = |(source, lag): (&str, f64)| Figure {
        name: "Lag",
        unit: Unit::Seconds,
        dimension: ("Source", source.to_owned()),
        value: lag,
    };
    longest.into_iter().map(figure).collect()
}

impl Counts {
    /// What this process has counted so far.
    pub(super) fn now() -> Counts {
        Counts::of(ORDERS.snapshot().all(), REJECTS.snapshot().all())
    }

    fn of(orders: &[(OfOrders, u64)], rejects: &[(OfRejects, u64)]) -> Counts {
        let mut counts = BTreeMap::new();
        let mut add = |shop: &ShopName, name, count: u64| {
            let shop = shop.as_str().to_owned();
            *counts.entry((shop, name)).or_default() += count;
        };
        for (of, count) in orders {
            let name = match of.outcome {
                Outcome::Accepted => "Orders",
                Outcome::Duplicate => "Duplicates",
                Outcome::Updated => "Updates",
            };
            add(&of.shop, name, *count);
        }
        for (of, count) in rejects {
            add(&of.shop, "Rejects", *count);
        }
        Counts(counts)
    }

    /// What was added since an earlier reading.
    pub(super) fn since(&self, before: &Counts) -> Vec<Figure> {
        let figure = |((shop, name), count): (&(String, &'static str), &u64)| {
            let before = before.0.get(&(shop.clone(), *name)).copied();
            Figure {
                name,
                unit: Unit::Count,
                dimension: ("Shop", shop.clone()),
                value: count.saturating_sub(before.unwrap_or_default()) as f64,
            }
        };
        self.0.iter().map(figure).collect()
    }
}

#[cfg(test)]
mod tests {
    use api_types::{HealthHost, HealthSource, HealthStore};

    use super::*;

    fn value(figures: &[Figure], name: &str, of: &str) -> Option<f64> {
        let mut found = figures.iter();
        let found = found.find(|figure| figure.name == name && figure.dimension.1 == of);
        found.map(|figure| figure.value)
    }

    fn health() -> Health {
        let source = |source: &str, lag| HealthSource {
            source: source.to_owned(),
            lag_seconds: lag,
            ..HealthSource::default()
        };
        Health {
            store: HealthStore {
                available: true,
                engine_cpu_percent: Some(12.5),
                connections: Some(7),
                bytes_used: Some(4096),
                ..HealthStore::default()
            },
            host: HealthHost {
                swap_used_bytes: 3,
                ..HealthHost::default()
            },
            sources: vec![
                source("kinesis:a", Some(1.0)),
                source("kinesis:a", Some(4.0)),
                source("kinesis:b", None),
            ],
            ..Health::default()
        }
    }

    #[test]
    fn what_is_known_is_sent_and_nothing_is_made_up() {
        let figures = of_health(&health());
        assert_eq!(value(&figures, "EngineCPUUtilization", "Store"), Some(12.5));
        assert_eq!(value(&figures, "CurrConnections", "Store"), Some(7.0));
        assert_eq!(value(&figures, "BytesUsedForCache", "Store"), Some(4096.0));
        assert_eq!(value(&figures, "SwapUsage", "Server"), Some(3.0));
        assert_eq!(value(&figures, "CPUUtilization", "Store"), None);
        assert_eq!(value(&figures, "Lag", "kinesis:a"), Some(4.0));
        assert_eq!(value(&figures, "Lag", "kinesis:b"), None);
    }

    #[test]
    fn a_store_that_is_away_has_no_figures() {
        let mut health = health();
        health.store.available = false;
        let figures = of_health(&health);
        assert_eq!(value(&figures, "EngineCPUUtilization", "Store"), None);
        assert_eq!(value(&figures, "SwapUsage", "Server"), Some(3.0));
    }

    #[test]
    fn counters_are_sent_as_what_was_added() {
        let orders = |shop, outcome, count| (OfOrders::new(shop, outcome), count);
        let rejects = |reason, count| (OfRejects::new("default", reason), count);
        let before = Counts::of(&[orders("default", Outcome::Accepted, 10)], &[]);
        let now = Counts::of(
            &[
                orders("acme", Outcome::Duplicate, 2),
                orders("default", Outcome::Accepted, 25),
            ],
            &[rejects("in_future", 2), rejects("no_items", 1)],
        );
        let figures = now.since(&before);
        assert_eq!(figures.len(), 3);
        assert_eq!(value(&figures, "Orders", "default"), Some(15.0));
        assert_eq!(value(&figures, "Rejects", "default"), Some(3.0));
        assert_eq!(value(&figures, "Duplicates", "acme"), Some(2.0));
        // The counter was reset.
        assert_eq!(value(&before.since(&now), "Orders", "default"), Some(0.0));
    }
}
