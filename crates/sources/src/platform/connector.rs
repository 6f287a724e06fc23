//! The source as the driver knows it: one partition, which is the account.

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

/// A worker that says nothing for so long has died.
const LEASE: Duration = Duration::from_secs(60);
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
