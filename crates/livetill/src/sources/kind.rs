//! The operations on a source, whatever its kind.

use std::pin::Pin;
use std::sync::Arc;

use pipeline::Troubles;
use ports::{OrderSource, Store};
use server::system_clock;
use sources::driver::{Connector, Context, Driver};

use crate::config::SourceSetting;
use crate::doctor::finding::Finding;

/// The name of the check of a source.
pub(crate) const CHECK: &str = "source";
const SEE: &str = "see docs/sources.md for how a source is named";

/// The operations on a kind of source.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// Checks the source and connects to it.
    pub open: for<'a> fn(Opening<'a>) -> Answer<'a, anyhow::Result<Opened>>,
    /// Checks whether it can be read, and changes nothing.
    pub probe: for<'a> fn(Probing<'a>) -> Answer<'a, Probed>,
}

/// What opening a source needs.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub setting: &'a SourceSetting,
    pub store: &'a Arc<dyn Store>,
    pub store_url: &'a str,
}

/// What checking a source needs.
#[derive(Clone, Copy)]
pub(crate) struct Probing<'a> {
    pub url: &'a str,
    pub store_url: &'a str,
    /// The source's name in findings.
    pub of: &'a str,
}

/// The source's own name, if its URL is valid, and the findings.
pub(crate) type Probed = (Option<String>, Vec<Finding>);

/// An answer that comes later.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source, and whether the store currently refuses its records.
pub(crate) struct Opened {
    pub(super) source: Box<dyn OrderSource>,
    pub(crate) troubles: Arc<Troubles>,
}

/// A worker that reads a source for its shop.
pub(super) fn driven(connector: impl Connector, opening: Opening<'_>) -> Opened {
    let Opening { setting, store, .. } = opening;
    let troubles = Arc::new(Troubles::of_source(&setting.shop.id, &connector.name()));
    let context = Context {
        shop: Arc::clone(&setting.shop),
        ledger: store.clone(),
        leases: store.clone(),
        troubles: Arc::clone(&troubles),
        clock: system_clock(),
    };
    Opened {
        source: Box::new(Driver::new(connector, context)),
        troubles,
    }
}

/// A source's password. Reads it once now, so that a missing one is reported at the start.
#[cfg(any(feature = "kafka", feature = "nats"))]
pub(super) fn password(place: Option<pipeline::SecretPlace>) -> Result<sources::Password, String> {
    let password: sources::Password = Arc::new(move || match &place {
        None => Ok(String::new()),
        Some(place) => crate::secrets::read(place).map_err(|error| format!("password: {error:#}")),
    });
    password()?;
    Ok(password)
}

/// The finding for an invalid URL.
pub(crate) fn misnamed(of: &str, error: impl std::fmt::Display) -> Probed {
    let found = format!("{of}: {error}");
    (None, vec![Finding::error(CHECK, found, SEE)])
}
