//! What Prometheus may ask. These names and labels are stable.
//!
//! | name | labels | |
//! |---|---|---|
//! | `livetill_orders_total` | `shop`, `outcome`: `accepted`, `duplicate`, `updated` | orders by what became of them |
//! | `livetill_rejects_total` | `shop`, `reason` | refused events |
//! | `livetill_buffer_orders` | `shop` | orders that wait in the intake buffer |
//! | `livetill_buffer_bytes` | `shop` | bytes of them |
//! | `livetill_buffer_oldest_timestamp_seconds` | `shop` | when the oldest of them came, in seconds since 1970; 0 when none waits |
//! | `livetill_buffer_taken_total` | `shop` | orders put into the intake buffer |
//! | `livetill_buffer_drained_total` | `shop` | orders of the intake buffer that the store has now |
//! | `livetill_commit_seconds` | | time a commit took, its conflicts included |
//! | `livetill_commit_orders` | | orders of a commit |
//! | `livetill_http_requests_total` | `method`, `route`, `status`: `2xx` … | answered requests |
//! | `livetill_http_request_seconds` | `method`, `route` | from a request's head to its answer's head |
//! | `livetill_viewers` | `shop` | open live connections |
//! | `livetill_live_messages_total` | `shop` | live messages made, each shared by all viewers |
//! | `livetill_live_skips_total` | `shop` | times a slow viewer was brought to the newest state |
//! | `livetill_connections_refused_total` | | connections closed at once because there were too many |
//! | `livetill_refusals_total` | `status`: `401`, `403`, `421`, `429` | requests that the guard did not let in |
//! | `livetill_board_reads_total` | `shop` | boards read from the store |
//! | `livetill_source_lag_seconds` | `source` | how far a stream's reader is behind |
//! | `livetill_source_records_total` | `source` | records that were read and committed |
//! | `livetill_source_errors_total` | `source`, `kind`: `throttled`, `expired_iterator`, `not_found`, `call_failed`, `store` | failures, all of them tried again |
//! | `livetill_source_moved_total` | `source` | times the store held another position than the reader |
//! | `livetill_source_shards` | `source` | shards that this process reads |

mod http;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

pub(crate) use http::measured;

pub(crate) const HTTP_REQUESTS: &str = "livetill_http_requests_total";
pub(crate) const HTTP_SECONDS: &str = "livetill_http_request_seconds";
pub(crate) const VIEWERS: &str = "livetill_viewers";
pub(crate) const LIVE_MESSAGES: &str = "livetill_live_messages_total";
pub(crate) const LIVE_SKIPS: &str = "livetill_live_skips_total";
pub(crate) const CONNECTIONS_REFUSED: &str = "livetill_connections_refused_total";
pub(crate) const REFUSALS: &str = "livetill_refusals_total";
pub(crate) const BOARD_READS: &str = "livetill_board_reads_total";

const SECONDS: [f64; 16] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];
const ORDERS: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 1_000.0, 5_000.0, 20_000.0];

/// How often measured times are summed up. Until then each one takes memory.
const UPKEEP: Duration = Duration::from_secs(5);

/// Where this process keeps its measurements.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Makes this process measure. To be called before anything that measures is started; further
    /// calls give the same.
    ///
    /// # Errors
    /// When something else in this process already collects what the `metrics` facade records.
    pub fn install() -> Result<Metrics, BuildError> {
        static INSTALLED: Mutex<Option<Metrics>> = Mutex::new(None);
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(metrics) = installed.as_ref() {
            return Ok(metrics.clone());
        }
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Suffix("_orders".to_owned()), &ORDERS)?
            .install_recorder()?;
        describe();
        Ok(installed.insert(Metrics(handle)).clone())
    }

    /// The current figures in Prometheus' text format.
    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// Keeps the memory of measured times small while nobody asks.
    pub(crate) fn start_upkeep(&self) {
        let handle = self.0.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(UPKEEP);
            loop {
                ticks.tick().await;
                handle.run_upkeep();
            }
        });
    }
}

fn describe() {
    describe_counter!("livetill_orders_total", "Orders by what became of them.");
    describe_counter!("livetill_rejects_total", "Refused events by reason.");
    describe_histogram!(
        "livetill_commit_seconds",
        Unit::Seconds,
        "Time a commit took."
    );
    describe_histogram!("livetill_commit_orders", "Orders of a commit.");
    describe_counter!(HTTP_REQUESTS, "Answered HTTP requests.");
    describe_histogram!(
        HTTP_SECONDS,
        Unit::Seconds,
        "From a request's head to its answer's."
    );
    describe_gauge!(VIEWERS, "Open live connections.");
    describe_counter!(
        LIVE_MESSAGES,
        "Live messages made, each shared by all viewers."
    );
    describe_counter!(
        LIVE_SKIPS,
        "Times a slow viewer was brought to the newest state."
    );
    describe_counter!(
        CONNECTIONS_REFUSED,
        "Connections closed at once because there were too many."
    );
    describe_counter!(REFUSALS, "Requests that the guard did not let in.");
    describe_counter!(BOARD_READS, "Boards read from the store.");
    describe_sources();
}

fn describe_sources() {
    describe_gauge!(
        "livetill_source_lag_seconds",
        Unit::Seconds,
        "How far a stream's reader is behind."
    );
    describe_counter!(
        "livetill_source_records_total",
        "Records that were read and committed."
    );
    describe_counter!(
        "livetill_source_errors_total",
        "Failures of sources, all of them tried again."
    );
    describe_counter!(
        "livetill_source_moved_total",
        "Times the store held another position than the reader."
    );
    describe_gauge!("livetill_source_shards", "Shards that this process reads.");
}
