//! Finds what may be wrong with an installation, and says how to fix it. Changes nothing.

mod clock;
mod embedded;
mod fields;
mod files;
pub(crate) mod finding;
mod keys;
mod redis;
mod server;
mod shops;
mod sources;

pub(crate) use self::finding::{Finding, Level};
use crate::cli::KeyArgs;
use crate::config::{AccessConfig, Config};
use crate::wiring::StoreKind;

/// Checks everything that this configuration allows. `server` is the address of a running server, with its key.
pub(crate) async fn examine(
    config: &Config,
    access: &AccessConfig,
    server: Option<(&str, &KeyArgs)>,
) -> Vec<Finding> {
    let of_server = server.map(|(address, key)| server::zones(address, key));
    let mut findings = vec![
        shops::configuration(config),
        shops::zones(config, &of_server.unwrap_or_default()),
    ];
    findings.extend(keys::examine(config, access));
    findings.push(files::open_files());
    match StoreKind::of(&config.store) {
        Ok(StoreKind::Embedded(folder)) => {
            findings.extend(embedded::examine(config, folder).await);
        }
        Ok(StoreKind::Redis) => findings.extend(redis::examine(config).await),
        Err(error) => findings.push(Finding::error(
            "store",
            format!("{error}"),
            "set store to the address of a store",
        )),
    }
    findings.extend(sources::examine(config).await);
    if let Some((address, key)) = server {
        findings.extend(server::examine(address, key));
    }
    findings
}
