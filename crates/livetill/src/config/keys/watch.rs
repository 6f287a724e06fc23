//! Picks up changed keys while the server runs.

use std::time::Duration;

use server::Stamp;
use server::auth::Access;

use super::sources::{KeySources, bare};
use crate::config::again::{OfFiles, keep_reading};

/// How often to check the files.
const EVERY: Duration = Duration::from_secs(1);

/// Reads the keys again whenever their file or the configuration file changes, forever. An invalid file changes
/// nothing.
pub(crate) async fn watch(sources: KeySources, access: Access) {
    keep_reading("the keys", EVERY, Watched { sources, access }).await;
}

struct Watched {
    sources: KeySources,
    access: Access,
}

impl OfFiles for Watched {
    fn stamps(&self) -> [Stamp; 2] {
        self.sources.stamps()
    }

    fn read(&mut self) -> anyhow::Result<()> {
        self.sources.refresh()?;
        self.access.replace_keys(bare(self.sources.read()?));
        Ok(())
    }
}
