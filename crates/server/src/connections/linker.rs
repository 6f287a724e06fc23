//! What a server needs for connections but does not know itself: where secrets are, and how to poll a platform.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Shop, Timestamp};
use pipeline::PlatformLink;
use platform_apis::PlatformApi;
use presets::Secret;

/// Tells what a file is now from what it was: its inode, when it, its owner or its permissions last changed, in seconds
/// and nanoseconds, and its length. `None`: it is missing, or is a pipe, which can only be read once.
pub type Stamp = Option<(u64, i64, i64, u64)>;

/// Reads secrets, and starts to poll platforms.
#[async_trait]
pub trait Linker: Send + Sync + 'static {
    /// Checks that a connection made over HTTP names only secrets meant for that: the holder of a key must not be able
    /// to send other files of this server to an address of their own.
    ///
    /// # Errors
    /// Names the place that is not allowed, and those that are.
    fn check(&self, link: &PlatformLink) -> Result<(), String>;

    /// The secrets with which the platform signs, as of now.
    ///
    /// # Errors
    /// Names the secret that cannot be read, but not its content.
    fn secrets(&self, link: &PlatformLink) -> Result<Vec<Secret>, String>;

    /// Tells the contents of the link's files from others, without reading them.
    fn stamps(&self, link: &PlatformLink) -> Vec<Stamp>;

    /// The account at the platform; `None` if there is no access to it.
    ///
    /// # Errors
    /// Names the secret that cannot be read, or what is wrong with the address.
    fn api(&self, link: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String>;

    /// Starts polling the platform's API for a shop that is open in the store; `None` if there is no access to it.
    ///
    /// # Errors
    /// What is wrong, for people.
    async fn start(
        &self,
        shop: &Arc<Shop>,
        link: &PlatformLink,
    ) -> Result<Option<Box<dyn LinkedSource>>, String>;
}

/// A platform's API that is being polled for a shop.
#[async_trait]
pub trait LinkedSource: Send {
    /// The progress of reading.
    fn standing(&self) -> SourceStanding;

    /// Whether its credentials are still those that are in their place.
    fn is_current(&self) -> bool;

    /// Stops polling. Returns once commits in progress are finished.
    async fn stop(self: Box<Self>);
}

/// The progress of reading a platform's API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceStanding {
    /// How much of the past is read, from 0 to 1; `None` = unknown.
    pub filled: Option<f64>,
    /// How many bodies were read.
    pub read: u64,
    /// When all changes had last been read.
    pub complete_at: Option<Timestamp>,
    /// Why the platform does not answer, and what to do, for people.
    pub trouble: Option<String>,
}
