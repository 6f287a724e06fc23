//! What Prometheus may ask: [`CATALOGUE`] has every name, its kind and labels. They are stable.

mod catalogue;
mod http;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

pub(crate) use catalogue::{
    BOARD_READS, BUFFER_BYTES, BUFFER_OLDEST, BUFFER_ORDERS, BUILD_INFO, COMMIT_ORDERS,
    COMMIT_SECONDS, CONNECTIONS_REFUSED, HOST_CPU, HOST_DISK_FREE, HOST_MEMORY, HOST_MEMORY_FREE,
    HOST_SWAP, HTTP_REQUESTS, HTTP_SECONDS, KNOWN_ITEMS, LIVE_MESSAGES, LIVE_SKIPS, MAX_ITEMS,
    ORDERS, PROCESS_CPU, PROCESS_MEMORY, REFUSALS, REJECTS, SCREEN_AGE, SERVERS, SOURCE_LAG,
    SOURCE_READ, STORE_BYTES_LIMIT, STORE_BYTES_USED, STORE_COMMANDS, STORE_CONNECTIONS, STORE_CPU,
    STORE_ENGINE_CPU, STORE_EVICTED_KEYS, STORE_NETWORK_IN, STORE_NETWORK_OUT, STORE_PING,
    STORE_REPLICAS, STORE_UP, VIEWERS,
};
pub use catalogue::{CATALOGUE, Kind, Metric};
pub(crate) use http::measured;

const SECOND_BUCKETS: [f64; 16] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];
const ORDER_BUCKETS: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 1_000.0, 5_000.0, 20_000.0];

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
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECOND_BUCKETS)?
            .set_buckets_for_metric(Matcher::Suffix("_orders".to_owned()), &ORDER_BUCKETS)?
            .install_recorder()?;
        catalogue::describe();
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
