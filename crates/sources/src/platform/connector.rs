//! The source as the driver knows it: one partition, which is the account.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{ShopId, Timestamp};
use platform_apis::{ApiError, PlatformApi};
use ports::Pauses;
use presets::Platform;
use telemetry::labels::SourceError;
use tokio::sync::Mutex;

use super::position::Position;
use super::progress::Progress;
use super::reader::PlatformReader;
use crate::Clock;
use crate::driver::{Connector, Fault, Partition, Partitions, Place, Remedy};

/// A worker that says nothing for so long has died.
const LEASE: Duration = Duration::from_secs(60);
/// Between attempts at a platform that is away.
const AWAY: Pauses = Pauses {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(120),
};
/// Between attempts at one that refuses: a wrong key that is tried often looks like an attack.
const REFUSED: Pauses = Pauses {
    first: Duration::from_secs(30),
    longest: Duration::from_secs(300),
};

/// How a shop's API is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// The account, as [`About::address`](platform_apis::About::address) has it: cursors of another one say nothing of it.
    pub account: String,
    /// What changed since then is asked for. A later time than before changes nothing; with an earlier one the past is read again.
    pub since: Timestamp,
    /// How long to wait after a last page: ten minutes where webhooks bring what happens, 30 seconds where not.
    pub every: Duration,
}

impl Polling {
    /// Between rounds where webhooks bring what happens sooner.
    pub const WITH_WEBHOOKS: Duration = Duration::from_secs(600);
    /// Between rounds where nothing else brings it.
    pub const ALONE: Duration = Duration::from_secs(30);
}

/// A shop's account at a platform as a source of orders.
pub struct PlatformConnector {
    pub(super) platform: Platform,
    pub(super) api: Arc<dyn PlatformApi>,
    polling: Polling,
    clock: Clock,
    lease: Duration,
    progress: Progress,
    pub(super) attempts: Arc<Attempts>,
}

/// Attempts that failed, over readers that were given up.
#[derive(Default)]
pub(super) struct Attempts {
    failures: AtomicU32,
    /// Nobody is asked before.
    next: Mutex<Option<Instant>>,
}

impl PlatformConnector {
    /// A source of this shop. The clock is that of its context.
    pub fn new(
        shop: &ShopId,
        platform: Platform,
        api: Arc<dyn PlatformApi>,
        polling: Polling,
        clock: Clock,
    ) -> PlatformConnector {
        PlatformConnector {
            progress: Progress::new(shop, &name(platform)),
            platform,
            api,
            polling,
            clock,
            lease: LEASE,
            attempts: Arc::default(),
        }
    }

    /// With another lease; for tests.
    #[must_use]
    pub fn leasing(mut self, lease: Duration) -> PlatformConnector {
        self.lease = lease;
        self
    }

    /// How reading goes.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

fn name(platform: Platform) -> String {
    format!("api:{}", platform.as_str())
}

#[async_trait]
impl Connector for PlatformConnector {
    type Reader = PlatformReader;

    fn name(&self) -> String {
        name(self.platform)
    }

    fn lease(&self) -> Duration {
        self.lease
    }

    fn label(&self, _: &str) -> String {
        self.name()
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        Ok(Partitions::Each(vec![Partition {
            name: self.polling.account.clone(),
            after: Vec::new(),
        }]))
    }

    async fn open(&self, place: Place<'_>) -> Result<Option<PlatformReader>, Fault> {
        Ok(Some(PlatformReader::new(
            self.platform,
            Arc::clone(&self.api),
            Position::read(place.position, self.polling.since),
            self.polling.every,
            Arc::clone(&self.clock),
            self.progress.clone(),
            Arc::clone(&self.attempts),
        )))
    }
}

impl Drop for PlatformConnector {
    fn drop(&mut self) {
        self.progress.over();
    }
}

impl Attempts {
    /// Waits until the platform may be asked again.
    pub(super) async fn turn(&self) {
        let next = *self.next.lock().await;
        if let Some(next) = next {
            tokio::time::sleep_until(next.into()).await;
        }
    }

    pub(super) async fn succeeded(&self) {
        self.failures.store(0, Ordering::Relaxed);
        *self.next.lock().await = None;
    }

    /// Notes a failure, and what the driver is to make of it.
    pub(super) async fn failed(&self, error: ApiError) -> Fault {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed);
        let pause = match error.is_retryable() {
            true => AWAY.after(failures),
            false => REFUSED.after(failures),
        };
        let pause = pause.max(error.retry_after().unwrap_or_default());
        *self.next.lock().await = Some(Instant::now() + pause);
        let kind = match &error {
            ApiError::Limited { .. } => SourceError::Throttled,
            error if !error.is_retryable() => SourceError::Refused,
            _ => SourceError::CallFailed,
        };
        Fault::new(Remedy::Wait, kind, error)
    }
}
