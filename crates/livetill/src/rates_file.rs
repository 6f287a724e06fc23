//! A file with rates that something else keeps up to date, such as a timer that downloads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use domain::Rates;
use pipeline::{RatesError, import_rates};
use ports::Store;

use crate::config::stamp;

/// How often to check the file.
const EVERY: Duration = Duration::from_secs(2);

/// Loads the file now and whenever it changes. Problems are logged once, and the table then stays as it is. Loading is
/// retried unless the file itself is at fault.
pub(crate) async fn watch(path: PathBuf, store: Arc<dyn Store>, rates: Rates) {
    let (mut known, mut told) = (None, None);
    loop {
        // Taken before reading, so that a later change is noticed.
        let found = stamp(&path);
        if known.as_ref() != Some(&found) {
            let taken = take(&path, &store, &rates).await;
            match &taken {
                Ok(new) => {
                    told = None;
                    tracing::info!(file = %path.display(), new, "rates");
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    if told.as_ref() != Some(&error) {
                        tracing::error!(file = %path.display(), error, "rates");
                        told = Some(error);
                    }
                }
            }
            let is_at_fault = |error: &anyhow::Error| {
                matches!(error.downcast_ref(), Some(RatesError::Invalid(_)))
            };
            if taken.is_ok() || taken.is_err_and(|error| is_at_fault(&error)) {
                known = Some(found);
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn take(path: &Path, store: &Arc<dyn Store>, rates: &Rates) -> anyhow::Result<u64> {
    let text = tokio::fs::read_to_string(path)
        .await
        .context("the file cannot be read")?;
    let (table, taken) = import_rates(&**store, &text).await?;
    rates.set(table);
    Ok(taken.new)
}
