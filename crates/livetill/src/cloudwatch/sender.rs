//! The call to CloudWatch.

use std::time::Duration;

use anyhow::Context;
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::error::DisplayErrorContext;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use ports::lasting;
use server::AppState;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::figures::{self, Counts, Figure, Unit};

/// The first call comes early, so that a mistake in the settings shows.
const FIRST: Duration = Duration::from_secs(5);
/// CloudWatch keeps ordinary metrics by the minute.
const INTERVAL: Duration = Duration::from_secs(60);
/// Calls are rare, so each may take its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends figures to one namespace.
pub(crate) struct Sender {
    client: Client,
    namespace: String,
}

impl Sender {
    /// Finds region and credentials as AWS's own tools do: in the environment, the profile files, or the role of the
    /// container or machine. `AWS_ENDPOINT_URL` sets another address.
    ///
    /// # Errors
    /// When the region or the credentials are missing, or the namespace is invalid.
    pub(crate) async fn new(namespace: &str) -> anyhow::Result<Sender> {
        check_namespace(namespace)?;
        let config = sources::aws::connect(None, |loader| loader).await;
        let config = config.context("cloudwatch")?;
        Ok(Sender {
            client: Client::new(&config),
            namespace: namespace.to_owned(),
        })
    }

    /// Sends forever. If a minute cannot be sent, it leaves a gap; counts are added to the next call.
    pub(crate) async fn run(self, watched: AppState) {
        lasting("sends to CloudWatch", || self.keep_sending(&watched)).await;
    }

    async fn keep_sending(&self, watched: &AppState) {
        let mut ticks = interval_at(Instant::now() + FIRST, INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sent = Counts::default();
        loop {
            ticks.tick().await;
            sent = self.send(watched, sent).await;
        }
    }

    /// Sends once and returns the counts that arrived.
    async fn send(&self, watched: &AppState, before: Counts) -> Counts {
        let counts = Counts::now();
        let mut figures = figures::of_health(&watched.newest_health());
        figures.extend(counts.since(&before));
        let call = self
            .client
            .put_metric_data()
            .namespace(&self.namespace)
            .set_metric_data(Some(figures.iter().map(datum).collect()))
            .send();
        match tokio::time::timeout(PATIENCE, call).await {
            Ok(Ok(_)) => counts,
            Ok(Err(error)) => {
                let error = DisplayErrorContext(&error).to_string();
                tracing::warn!(error, "CloudWatch did not accept the figures");
                before
            }
            Err(_) => {
                tracing::warn!("CloudWatch did not answer within 30 seconds");
                before
            }
        }
    }
}

fn check_namespace(namespace: &str) -> anyhow::Result<()> {
    let allowed = |sign: char| sign.is_ascii_alphanumeric() || "_-./# ".contains(sign);
    let is_one = (1..=255).contains(&namespace.len())
        && namespace.chars().all(allowed)
        && !namespace.starts_with("AWS/");
    anyhow::ensure!(
        is_one,
        "cloudwatch: `{namespace}` is not a namespace: use at most 255 letters, digits and _-./#, and do not begin with \
         AWS/"
    );
    Ok(())
}

fn datum(figure: &Figure) -> MetricDatum {
    let (name, value) = &figure.dimension;
    let unit = match figure.unit {
        Unit::Percent => StandardUnit::Percent,
        Unit::Bytes => StandardUnit::Bytes,
        Unit::BytesPerSecond => StandardUnit::BytesSecond,
        Unit::Seconds => StandardUnit::Seconds,
        Unit::Count => StandardUnit::Count,
    };
    MetricDatum::builder()
        .metric_name(figure.name)
        .unit(unit)
        .value(figure.value)
        .dimensions(Dimension::builder().name(*name).value(value).build())
        .build()
}
