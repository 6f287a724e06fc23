//! What a server needs for connections and does not know: where secrets are, and how a platform is asked.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Shop;
use pipeline::PlatformLink;
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
    /// Asks no more. Ends when what was begun to be committed is finished.
    async fn stop(self: Box<Self>);
}
