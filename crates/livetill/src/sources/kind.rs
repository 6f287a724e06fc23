//! What is done with a source, whatever kind it is of.

use std::pin::Pin;
use std::sync::Arc;

use pipeline::Troubles;
use ports::{OrderSource, Store};
use server::system_clock;
use sources::driver::{Connector, Context, Driver};

use crate::config::SourceSetting;
use crate::doctor::finding::Finding;

/// What a check of a source is called.
pub(crate) const CHECK: &str = "source";
const SEE: &str = "see docs/sources.md for how a source is named";

/// What is done with a source of a kind.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// Checks it and connects to it.
    pub open: for<'a> fn(Opening<'a>) -> Answer<'a, anyhow::Result<Opened>>,
    /// Looks whether it can be read, and changes nothing.
    pub probe: for<'a> fn(Probing<'a>) -> Answer<'a, Probed>,
}

/// What a source is opened with.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub setting: &'a SourceSetting,
    pub store: &'a Arc<dyn Store>,
    pub store_url: &'a str,
}

/// What a source is looked at with.
#[derive(Clone, Copy)]
pub(crate) struct Probing<'a> {
    pub url: &'a str,
    pub store_url: &'a str,
    /// What it is called in findings.
    pub of: &'a str,
}

/// The source's own name, if its URL makes sense, and what was found.
pub(crate) type Probed = (Option<String>, Vec<Finding>);

/// What is answered later.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source, and what is known of the store's refusing what it brings.
pub(crate) struct Opened {
    pub(super) source: Box<dyn OrderSource>,
    pub(crate) troubles: Arc<Troubles>,
}

/// A worker of a source for its shop.
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

/// Reads the password of a source where it is, and once now, so that a missing one is told at the start.
#[cfg(any(feature = "kafka", feature = "nats"))]
pub(super) fn password(place: Option<pipeline::SecretPlace>) -> Result<sources::Password, String> {
    let password: sources::Password = Arc::new(move || match &place {
        None => Ok(String::new()),
        Some(place) => crate::secrets::read(place).map_err(|error| format!("password: {error:#}")),
    });
    password()?;
    Ok(password)
}

/// What is found of a URL that makes no sense.
pub(crate) fn misnamed(of: &str, error: impl std::fmt::Display) -> Probed {
    let found = format!("{of}: {error}");
    (None, vec![Finding::error(CHECK, found, SEE)])
}
