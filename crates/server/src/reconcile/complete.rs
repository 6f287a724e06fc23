//! Completes orders of which a webhook left something out, such as the lines of a refund. Polling would do that as well, but
//! only after minutes.
//!
//! One task at a time does this for a shop, a few orders at a time and with pauses, so that many webhooks are not followed by
//! as many requests.

use std::time::Duration;

use ports::{Pauses, lasting};
use tokio::time::sleep;

use super::mend::fetch;
use super::run::{NotReconciled, opened};
use crate::AppState;

/// How long to wait after a webhook: platforms often post several times about an order.
const SOON: Duration = Duration::from_secs(2);
/// Orders at a time: each may need several requests.
const AT_A_TIME: usize = 20;
/// Between two of these.
const PAUSE: Duration = Duration::from_secs(10);
/// After a failure.
const PAUSES: Pauses = Pauses {
    first: Duration::from_secs(20),
    longest: Duration::from_secs(120),
};
/// How often orders are tried. After that, polling brings them.
const ATTEMPTS: u32 = 3;

/// Fetches an order of a shop within seconds, if its platform can be asked. `order` is the platform's own id.
pub(crate) fn complete_soon(state: &AppState, shop: &str, order: String) {
    let keeper = state.connecting().filter(|keeper| keeper.is_asked(shop));
    if keeper.is_some_and(|keeper| keeper.left_out().add(shop, order)) {
        tokio::spawn(complete(state.while_open(), shop.to_owned()));
    }
}

/// Fetches orders of a shop until none is left.
async fn complete(state: impl Fn() -> Option<AppState>, shop: String) {
    // What it panicked about is no longer listed.
    lasting("completes orders", || fetch_all(&state, &shop)).await;
}

async fn fetch_all(state: impl Fn() -> Option<AppState>, shop: &str) {
    let (mut failures, mut pause) = (0, SOON);
    loop {
        sleep(pause).await;
        let Some(state) = state() else { return };
        let Some(keeper) = state.connecting() else {
            return;
        };
        let Some(orders) = keeper.left_out().take(shop, AT_A_TIME) else {
            return;
        };
        pause = PAUSE;
        let Err(error) = fetch_now(&state, shop, &orders).await else {
            failures = 0;
            continue;
        };
        pause = PAUSES.after(failures).max(retry_after(&error));
        failures += 1;
        tracing::debug!(shop, %error, failures, "orders could not be completed");
        if failures < ATTEMPTS {
            for order in orders {
                keeper.left_out().add(shop, order);
            }
        } else {
            failures = 0;
        }
    }
}

async fn fetch_now(state: &AppState, shop: &str, orders: &[String]) -> Result<(), NotReconciled> {
    let shop = state.shop_named(shop).ok_or(NotReconciled::NotConnected)?;
    let (link, api) = opened(state, &shop)?;
    let (store, now) = (state.store(), state.now());
    fetch(&shop, link.platform, &*api, now, orders, &**store).await?;
    Ok(())
}

/// How long the platform asks to wait.
fn retry_after(error: &NotReconciled) -> Duration {
    match error {
        NotReconciled::Api(error) => error.retry_after().unwrap_or_default(),
        _ => Duration::ZERO,
    }
}
