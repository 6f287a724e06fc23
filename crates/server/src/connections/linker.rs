//! What a server needs for connections and does not know: where secrets are, and how a platform is asked.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Shop, Timestamp};
use pipeline::PlatformLink;
use platform_apis::PlatformApi;
use presets::Secret;

/// Reads secrets, and starts to ask platforms.
#[async_trait]
pub trait Linker: Send + Sync + 'static {
    /// Checks that a connection that somebody makes over HTTP names no secret but those that are meant for that: whoever
    /// has a key to this server is not to send its other files to an address of his own.
    ///
    /// # Errors
    /// Says which place is not allowed, and which ones are.
    fn check(&self, link: &PlatformLink) -> Result<(), String>;

    /// The secrets that the platform signs with, as they are now.
    ///
    /// # Errors
    /// Names the secret that cannot be read, and not what it is.
    fn secrets(&self, link: &PlatformLink) -> Result<Vec<Secret>, String>;

    /// The account at the platform; `None` where there is no access to it.
    ///
    /// # Errors
    /// Names the secret that cannot be read, or what is wrong with the address.
    fn api(&self, link: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String>;

    /// Starts to ask the platform's API for a shop that the store has opened; `None` where there is no access to it.
    ///
    /// # Errors
    /// What is wrong, for people.
    async fn start(
        &self,
        shop: &Arc<Shop>,
        link: &PlatformLink,
    ) -> Result<Option<Box<dyn LinkedSource>>, String>;
}

/// A platform's API that is being asked for a shop.
#[async_trait]
pub trait LinkedSource: Send {
    /// How reading goes.
    fn standing(&self) -> SourceStanding;

    /// Asks no more. Ends when what was begun to be committed is finished.
    async fn stop(self: Box<Self>);
}

/// How reading a platform's API goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceStanding {
    /// How much of the past is read, from 0 to 1; `None` = not known.
    pub filled: Option<f64>,
    /// How many bodies were read.
    pub read: u64,
    /// When everything that had changed was last read.
    pub complete_at: Option<Timestamp>,
    /// Why the platform does not answer, and what to do, for people.
    pub trouble: Option<String>,
}
