//! What a source of orders must do.

use async_trait::async_trait;
use tokio::sync::watch;

/// Where orders come from besides requests: a stream or a queue that is read by this process.
///
/// A source does not own its truth. Where it stands is committed with what was read up to there
/// ([`domain::Commit::positions`]), and compared there with where it stood before; a source that
/// meets another position than its own goes on from what the store holds.
#[async_trait]
pub trait OrderSource: Send + 'static {
    /// How it is called in logs and metrics, such as `kinesis:orders`.
    fn name(&self) -> String;

    /// Reads until `stop` holds true or its sender is gone, through whatever goes wrong meanwhile,
    /// and gives back what it had leased. What was begun to be committed is finished.
    async fn run(self: Box<Self>, stop: watch::Receiver<bool>);
}
