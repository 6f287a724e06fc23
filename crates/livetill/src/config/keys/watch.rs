//! Takes changes of the keys over while the server runs.

use std::time::Duration;

use server::auth::Access;

use super::sources::{KeySources, bare};

/// How often the files are looked at. Looking works everywhere: where folders are mounted over the
/// network, and where a platform swaps a whole folder of secrets, nobody is notified.
const EVERY: Duration = Duration::from_secs(1);

/// Reads the keys again whenever their file or the configuration file changes, for ever. A file
/// that makes no sense changes nothing.
pub(crate) async fn watch(mut sources: KeySources, access: Access) {
    // What changed since the start read them is not missed: the first look reads in any case.
    let mut before = None;
    loop {
        tokio::time::sleep(EVERY).await;
        let now = tokio::task::spawn_blocking(move || {
            let now = sources.stamps();
            let read = (Some(now) != before).then(|| {
                sources.refresh()?;
                sources.read()
            });
            (sources, now, read)
        });
        let Ok((asked, now, read)) = now.await else {
            return;
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
