//! Without the AWS crates nothing can be sent.

use anyhow::bail;
use server::AppState;

/// This build has no sender.
pub(crate) enum Sender {}

impl Sender {
    /// # Errors
    /// Always; the error says which feature to build with.
    pub(crate) async fn new(_namespace: &str) -> anyhow::Result<Sender> {
        bail!("cloudwatch: this livetill was built without AWS; build it with `--features aws`")
    }

    pub(crate) async fn run(self, _watched: AppState) {
        match self {}
    }
}
