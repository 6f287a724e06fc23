//! Keeps the table of rates as new as the store's.

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::Rates;
use pipeline::{load_rates, rates_mark};
use ports::Store;

/// How often the store is asked whether another server has taken rates in.
const EVERY: Duration = Duration::from_secs(5);

/// Looks for a new table until the store is gone. The table that the shops begin with was read when they were
/// opened; if the store was away then, it is read here.
pub(crate) async fn keep(rates: Rates, store: Weak<dyn Store>) {
    // As if it were another one, so that the first look reads it.
    let mut known = None;
    loop {
        let Some(store) = store.upgrade() else {
            return;
        };
        if let Err(error) = look(&rates, &store, &mut known).await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "the rates could not be read"
            );
        }
        drop(store);
        tokio::time::sleep(EVERY).await;
    }
}

async fn look(
    rates: &Rates,
    store: &Arc<dyn Store>,
    known: &mut Option<Option<String>>,
) -> Result<(), ports::StoreError> {
    let mark = rates_mark(&**store).await?;
    if known.as_ref() == Some(&mark) {
        return Ok(());
    }
    let table = load_rates(&**store).await?;
    tracing::info!(rates = table.count(), "the table of rates");
    rates.set(table);
    *known = Some(mark);
    Ok(())
}
