//! Picks up changed keys while the server runs.

use std::time::Duration;

use server::auth::Access;

use super::sources::{KeySources, bare};

/// How often to check the files. Polling works everywhere, also where no notification arrives: in folders mounted over
/// the network, and where a platform replaces a whole folder of secrets.
const EVERY: Duration = Duration::from_secs(1);

/// Reads the keys again whenever their file or the configuration file changes, forever. An invalid file changes
/// nothing.
pub(crate) async fn watch(mut sources: KeySources, access: Access) {
    // The first check always reads, so that no change since the start is missed.
    let mut before = None;
    loop {
        tokio::time::sleep(EVERY).await;
        let mut asked = sources.clone();
        let now = tokio::task::spawn_blocking(move || {
            let now = asked.stamps();
            let read = (Some(now) != before).then(|| {
                asked.refresh()?;
                asked.read()
            });
            (asked, now, read)
        });
        let (asked, now, read) = match now.await {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the keys stay as they were"
                );
                continue;
            }
        };
        sources = asked;
        match read {
            None => {}
            Some(Ok(keys)) => {
                if before.is_some() {
                    tracing::info!(keys = keys.len(), "the keys changed");
                }
                access.replace_keys(bare(keys));
            }
            Some(Err(error)) => tracing::error!("the keys stay as they were: {error:#}"),
        }
        before = Some(now);
    }
}
