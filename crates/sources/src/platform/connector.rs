//! The source as the driver sees it: one partition, the account.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{ShopId, Timestamp};
use platform_apis::PlatformApi;
use presets::Platform;

use super::attempts::Attempts;
use super::position::Position;
use super::progress::Progress;
use super::reader::PlatformReader;
use crate::Clock;
use crate::driver::{Connector, Fault, Partition, Partitions, Place};

/// A worker that is silent for this long counts as dead.
const LEASE: Duration = Duration::from_secs(60);
/// How a shop's API is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// The account, as in [`About::address`](platform_apis::About::address): cursors of another account do not apply to
    /// it.
    pub account: String,
    /// Changes since this time are requested. A later time than before has no effect; an earlier one reads the past
    /// again.
    pub since: Timestamp,
    /// How long to wait after a last page: ten minutes if webhooks report changes, 30 seconds if not.
    pub every: Duration,
}

impl Polling {
    /// Between rounds if webhooks report changes sooner.
    pub const WITH_WEBHOOKS: Duration = Duration::from_secs(600);
    /// Between rounds if nothing else reports changes.
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

impl PlatformConnector {
    /// A source for this shop. It uses the clock of its context.
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

    /// Sets another lease; for tests.
    #[must_use]
    pub fn leasing(mut self, lease: Duration) -> PlatformConnector {
        self.lease = lease;
        self
    }

    /// The progress of reading.
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
