//! Keeps the rates up to date with the store's.

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::Rates;
use pipeline::{load_rates, rates_mark};
use ports::{Store, lasting};

/// How often to ask the store whether another server has added rates.
const EVERY: Duration = Duration::from_secs(5);

/// Looks for new rates until the store is gone. The shops begin with the rates read when they were opened; if the store
/// was away then, they are read here.
pub(crate) async fn keep(rates: Rates, store: Weak<dyn Store>) {
    lasting("reads the rates", || keep_looking(&rates, &store)).await;
}

async fn keep_looking(rates: &Rates, store: &Weak<dyn Store>) {
    // Unknown, so that the first look reads the rates.
    let mut known = None;
    loop {
        let Some(store) = store.upgrade() else {
            return;
        };
        if let Err(error) = look(rates, &store, &mut known).await {
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
