//! Waits for the first fill and shows its progress.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use api_types::{Connection, Reconciliation};
use domain::ShopId;
use indicatif::{ProgressBar, ProgressStyle};

use super::Place;
use crate::commands::api::Api;
use crate::commands::reconcile::{code, show};
use crate::terminal::{clean, report};

/// How often to ask the server.
const EVERY: Duration = Duration::from_millis(500);
/// How often to ask before assuming that the server that reads does not report its progress to the others.
const LOOKS: u32 = 30;
/// Steps of the bar.
const PARTS: u64 = 1_000;

/// Shows the first fill to its end, and then how the newest days compare with the platform's own figures.
pub(super) fn watch(api: &Api, place: &Place, shop: &ShopId) -> anyhow::Result<ExitCode> {
    if !place.is_served {
        report("They are fetched as soon as `livetill serve` runs.");
        return Ok(ExitCode::SUCCESS);
    }
    let bar = ProgressBar::new(PARTS);
    // The template is ours; with a broken one the bar looks as usual.
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}") {
        bar.set_style(style);
    }
    let filled = fill(api, shop, &bar);
    bar.finish_and_clear();
    if !filled? {
        report("Nothing has been fetched yet; Health shows how far it is.");
        return Ok(ExitCode::SUCCESS);
    }
    let found = api.post_for::<Reconciliation>(shop, "/v1/reconciliation?days=7");
    let found = found.with_context(|| {
        format!("the shop is connected and its past is fetched, but not compared (`livetill reconcile --shop {shop}` does that)")
    })?;
    show(&found)?;
    Ok(code(&found))
}

/// Whether a server read to the end.
fn fill(api: &Api, shop: &ShopId, bar: &ProgressBar) -> anyhow::Result<bool> {
    let path = format!("/v1/shops/{shop}/connection");
    let (mut looks, mut told) = (0, String::new());
    loop {
        let connection = api.get::<Connection>(&path)?;
        if let Some(problem) = connection.problem {
            bail!("{}", clean(&problem));
        }
        let reading = connection.reading.unwrap_or_default();
        // Another server reports its progress, but not when it was complete.
        if reading.complete_at.is_some() || reading.filled.is_some_and(|filled| filled >= 1.0) {
            return Ok(true);
        }
        if let Some(trouble) = reading.trouble.as_deref().map(clean) {
            // Without a terminal there is no bar, and it may wait until somebody mends something.
            if bar.is_hidden() && told != trouble {
                report(&trouble);
                told.clone_from(&trouble);
            }
            bar.set_message(trouble);
        } else {
            bar.set_message(format!("{} orders and refunds", reading.read));
        }
        bar.set_position((reading.filled.unwrap_or_default() * PARTS as f64) as u64);
        let is_begun = reading.filled.is_some() || reading.read > 0 || reading.trouble.is_some();
        looks = if is_begun { 0 } else { looks + 1 };
        if looks > LOOKS {
            return Ok(false);
        }
        thread::sleep(EVERY);
    }
}
