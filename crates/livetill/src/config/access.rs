//! Who may come in: where the keys are, and what goes with them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use server::auth::AccessSettings;
use server::{ConnectionSettings, Proxies};

use super::file::File;
use super::keys::KeySources;
use super::required;
use super::tls::resolve as resolve_tls;
use crate::cli::{AccessArgs, CommonArgs};

/// Where the keys come from, and what goes with them.
#[derive(Clone, Debug)]
pub(crate) struct AccessConfig {
    pub keys: KeySources,
    pub settings: AccessSettings,
    pub connections: ConnectionSettings,
}

impl AccessConfig {
    /// Resolves what a server asks of those who come.
    ///
    /// # Errors
    /// Names the setting that is unknown or impossible.
    pub(crate) fn resolve(args: &AccessArgs, common: &CommonArgs) -> anyhow::Result<AccessConfig> {
        let keys = key_sources(
            args.keys_file.clone(),
            common.config.clone(),
            args.keys.clone(),
        )?;
        let file = match &common.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let tls = resolve_tls(args, &file.tls)?;
        let (settings, mut connections) = settings_of(args.proxies.as_deref(), &file)?;
        connections.tls = tls;
        Ok(AccessConfig {
            keys,
            settings,
            connections,
        })
    }
}

/// What flag and file say of those who come, apart from keys and certificates.
pub(super) fn settings_of(
    proxies: Option<&[String]>,
    file: &File,
) -> anyhow::Result<(AccessSettings, ConnectionSettings)> {
    const DAY: u64 = 24 * 60 * 60;
    let defaults = File::defaults()?;
    let days = required("session_days", file.session_days.or(defaults.session_days))?;
    if !(1..=366).contains(&days) {
        bail!("session_days: {days} is impossible; a browser stays signed in for 1 to 366 days");
    }
    let proxies = proxies.map(<[String]>::to_vec);
    let proxies = proxies.or(file.proxies.clone()).or(defaults.proxies);
    let proxies = required("proxies", proxies)?;
    let proxies = proxies.iter().flat_map(|text| text.split_whitespace());
    let proxies = Proxies::parse(proxies).context("proxies")?;
    let limits = file.limits.or(&defaults.limits);
    let connections = ConnectionSettings {
        most: limits.connections.unwrap_or_default(),
        most_per_address: limits.connections_per_address.unwrap_or_default(),
        proxies: proxies.clone(),
        ..ConnectionSettings::default()
    };
    let settings = AccessSettings {
        hosts: required("hosts", file.hosts.clone().or(defaults.hosts))?,
        session: Duration::from_secs(u64::from(days) * DAY),
        limits: limits.requests(),
        proxies,
    };
    Ok((settings, connections))
}

/// Where keys are, by flag or environment, the configuration file, and the default.
///
/// # Errors
/// When the configuration file cannot be understood.
pub(crate) fn key_sources(
    keys_file: Option<PathBuf>,
    config: Option<PathBuf>,
    entries: Option<String>,
) -> anyhow::Result<KeySources> {
    let file = match &config {
        Some(path) => File::read(path)?,
        None => File::default(),
    };
    let keys_file = keys_file.or(file.keys_file).or(File::defaults()?.keys_file);
    Ok(KeySources {
        file: required("keys_file", keys_file)?,
        config,
        entries,
    })
}
