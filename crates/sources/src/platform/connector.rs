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
/// On a server with so many shops that it would renew more than fifty leases a second, they last longer by so much for
/// each shop.
const LEASE_OF_SHOP: Duration = Duration::from_millis(60);

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

/// All shops whose platforms a server polls.
#[derive(Clone, Debug, Default)]
pub struct Crowd(Arc<()>);

impl Crowd {
    /// How long they keep their leases. The more they are, the longer, but never longer than a platform with webhooks is
    /// left alone.
    fn lease(&self) -> Duration {
        // Each of them holds the crowd.
        let shops = u32::try_from(Arc::strong_count(&self.0)).unwrap_or(u32::MAX);
        (LEASE_OF_SHOP.saturating_mul(shops)).clamp(LEASE, Polling::WITH_WEBHOOKS)
    }
}

/// A shop's account at a platform as a source of orders.
pub struct PlatformConnector {
    pub(super) platform: Platform,
    pub(super) api: Arc<dyn PlatformApi>,
    polling: Polling,
    clock: Clock,
    crowd: Crowd,
    /// The lease of tests.
    lease: Option<Duration>,
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
            crowd: Crowd::default(),
            lease: None,
            attempts: Arc::default(),
        }
    }

    /// Makes it one of the shops that a server polls.
    #[must_use]
    pub fn among(mut self, crowd: &Crowd) -> PlatformConnector {
        self.crowd = crowd.clone();
        self
    }

    /// Sets another lease; for tests.
    #[must_use]
    pub fn leasing(mut self, lease: Duration) -> PlatformConnector {
        self.lease = Some(lease);
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
        self.lease.unwrap_or_else(|| self.crowd.lease())
    }

    /// The platform is not asked more often either.
    fn trusts_for(&self) -> Duration {
        self.polling.every
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leases_of_many_shops_last_longer() {
        let crowd = Crowd::default();
        assert_eq!(crowd.lease(), LEASE);
        let mut shops = vec![crowd.clone(); 1_999];
        assert_eq!(crowd.lease(), Duration::from_secs(120));
        shops.resize(20_000, crowd.clone());
        assert_eq!(crowd.lease(), Polling::WITH_WEBHOOKS);
        drop(shops);
        assert_eq!(crowd.lease(), LEASE);
    }
}
