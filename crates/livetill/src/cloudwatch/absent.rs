//! Without the AWS crates nothing can be sent.

use anyhow::bail;
use server::AppState;

/// There is none in this build.
pub(crate) enum Sender {}

impl Sender {
    /// # Errors
    /// Always: says what to build.
    pub(crate) async fn new(_namespace: &str) -> anyhow::Result<Sender> {
        bail!("cloudwatch: this livetill was built without AWS; build it with `--features aws`")
    }

    pub(crate) async fn run(self, _watched: AppState) {
        match self {}
    }
}
