//! The health figures of the last hour.

use std::collections::{BTreeMap, VecDeque};

use api_types::{Health, HealthHistory};
use domain::Timestamp;

/// Seconds from one row to the next.
pub(crate) const INTERVAL_SECONDS: u32 = 10;
/// The number of rows in an hour.
const ROWS: usize = 360;

/// The name of a figure and how to get it.
type Series = (&'static str, fn(&Health) -> Option<f64>);

/// The figures of each row. The names are stable: they are part of the API.
const SERIES: [Series; 26] = [
    ("host.cpu_percent", |it| it.host.cpu_percent),
    ("host.freeable_memory_bytes", |it| {
        Some(it.host.freeable_memory_bytes as f64)
    }),
    ("host.network_in_bytes_per_second", |it| {
        it.host.network_in_bytes_per_second
    }),
    ("host.network_out_bytes_per_second", |it| {
        it.host.network_out_bytes_per_second
    }),
    ("host.process_cpu_percent", |it| it.host.process_cpu_percent),
    ("host.process_memory_bytes", |it| {
        Some(it.host.process_memory_bytes as f64)
    }),
    ("host.swap_used_bytes", |it| {
        Some(it.host.swap_used_bytes as f64)
    }),
    ("intake.batch_orders", |it| it.intake.batch_orders),
    ("intake.buffer_orders", |it| {
        it.intake.buffer_orders.map(|orders| orders as f64)
    }),
    ("intake.commit_p50_seconds", |it| {
        it.intake.commit_p50_seconds
    }),
    ("intake.commit_p99_seconds", |it| {
        it.intake.commit_p99_seconds
    }),
    ("intake.orders_per_second", |it| it.intake.orders_per_second),
    ("intake.rejects_per_second", |it| {
        it.intake.rejects_per_second
    }),
    ("screen.age_p50_seconds", |it| it.screen.age_p50_seconds),
    ("screen.age_p99_seconds", |it| it.screen.age_p99_seconds),
    ("screen.viewers", |it| Some(it.screen.viewers as f64)),
    ("sources.lag_seconds", largest_lag),
    ("store.bytes_used", |it| known(it, it.store.bytes_used)),
    ("store.commands_per_second", |it| {
        it.store.commands_per_second
    }),
    ("store.connections", |it| known(it, it.store.connections)),
    ("store.cpu_percent", |it| it.store.cpu_percent),
    ("store.engine_cpu_percent", |it| it.store.engine_cpu_percent),
    ("store.freeable_memory_bytes", |it| {
        known(it, it.store.freeable_memory_bytes)
    }),
    ("store.network_in_bytes_per_second", |it| {
        it.store.network_in_bytes_per_second
    }),
    ("store.network_out_bytes_per_second", |it| {
        it.store.network_out_bytes_per_second
    }),
    ("store.ping_seconds", |it| {
        it.store.ping_seconds.filter(|_| it.store.available)
    }),
];

/// A figure of a store that answers. The last known figure of a store that is away is not a current one.
fn known(health: &Health, figure: Option<u64>) -> Option<f64> {
    figure
        .filter(|_| health.store.available)
        .map(|it| it as f64)
}

fn largest_lag(health: &Health) -> Option<f64> {
    let lags = health
        .sources
        .iter()
        .filter_map(|source| source.lag_seconds);
    lags.reduce(f64::max)
}

/// Rows of the last hour, each with every figure of [`SERIES`].
#[derive(Debug, Default)]
pub(crate) struct History {
    rows: VecDeque<[Option<f64>; SERIES.len()]>,
    until: Option<Timestamp>,
}

impl History {
    pub(crate) fn push(&mut self, at: Timestamp, health: &Health) {
        if self.rows.len() == ROWS {
            self.rows.pop_front();
        }
        self.rows
            .push_back(SERIES.map(|(_, figure)| figure(health).map(rounded)));
        self.until = Some(at);
    }

    pub(crate) fn wire(&self) -> HealthHistory {
        let series = SERIES.iter().enumerate().map(|(index, (name, _))| {
            let column = self.rows.iter().map(|row| row[index]);
            ((*name).to_owned(), column.collect())
        });
        HealthHistory {
            interval_seconds: INTERVAL_SECONDS,
            until: self.until.map(Timestamp::rfc3339_utc).unwrap_or_default(),
            series: series.collect::<BTreeMap<_, _>>(),
        }
    }
}

/// Four significant digits: a chart needs no more, and the answer shrinks to a quarter.
fn rounded(figure: f64) -> f64 {
    if figure == 0.0 || !figure.is_finite() {
        return 0.0;
    }
    let digits = 3 - figure.abs().log10().floor() as i32;
    let scale = 10_f64.powi(digits);
    if digits <= 0 {
        figure.round()
    } else {
        (figure * scale).round() / scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_kept_and_no_more() {
        let mut history = History::default();
        for row in 0..400_u32 {
            let mut health = Health::default();
            health.intake.orders_per_second = Some(f64::from(row));
            history.push(Timestamp::from_millis(i64::from(row) * 10_000), &health);
        }
        let wire = history.wire();
        assert_eq!(wire.until, "1970-01-01T01:06:30.000Z");
        assert!(wire.series.values().all(|column| column.len() == ROWS));
        let orders = &wire.series["intake.orders_per_second"];
        assert_eq!((orders[0], orders[ROWS - 1]), (Some(40.0), Some(399.0)));
        assert!(wire.series["store.bytes_used"].iter().all(Option::is_none));
    }

    #[test]
    fn figures_keep_four_digits() {
        assert_eq!(rounded(0.001_234_56), 0.001_235);
        assert_eq!(rounded(12.3456), 12.35);
        assert_eq!(rounded(123_456.7), 123_457.0);
        assert_eq!(rounded(0.0), 0.0);
    }
}
