//! Who may come in: where the keys are, and what goes with them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use server::auth::AccessSettings;

use super::file::File;
use super::keys::KeySources;
use super::required;
use crate::cli::{AccessArgs, CommonArgs};

/// Where the keys come from, and what goes with them.
#[derive(Clone, Debug)]
pub(crate) struct AccessConfig {
    pub keys: KeySources,
    pub settings: AccessSettings,
}

impl AccessConfig {
    /// Resolves what a server asks of those who come.
    ///
    /// # Errors
    /// Names the setting that is unknown or impossible.
    pub(crate) fn resolve(args: &AccessArgs, common: &CommonArgs) -> anyhow::Result<AccessConfig> {
        const DAY: u64 = 24 * 60 * 60;
        let keys = key_sources(
            args.keys_file.clone(),
            common.config.clone(),
            args.keys.clone(),
        )?;
        let file = match &common.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let defaults = File::defaults()?;
        let days = required("session_days", file.session_days.or(defaults.session_days))?;
        if !(1..=366).contains(&days) {
            bail!(
                "session_days: {days} is impossible; a browser stays signed in for 1 to 366 days"
            );
        }
        Ok(AccessConfig {
            keys,
            settings: AccessSettings {
                hosts: required("hosts", file.hosts.or(defaults.hosts))?,
                session: Duration::from_secs(u64::from(days) * DAY),
            },
        })
    }
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
