//! Access: where the keys are, and the settings that go with them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use http_server::{ConnectionSettings, Proxies};
use server::auth::AccessSettings;

use super::file::File;
use super::keys::KeySources;
use super::limits::LimitArgs;
use super::required::required;
use super::tls::TlsArgs;

/// Who may come in.
#[derive(Debug, Default, Args)]
pub(crate) struct AccessArgs {
    #[arg(long)]
    pub(crate) keys_file: Option<PathBuf>,
    #[arg(long)]
    pub(crate) keys: Option<String>,
    #[arg(long)]
    session_days: Option<u32>,
    #[arg(long, value_delimiter = ',')]
    hosts: Option<Vec<String>>,
    #[arg(long, value_delimiter = ',')]
    pub(super) proxies: Option<Vec<String>>,
    #[command(flatten)]
    tls: TlsArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Where keys come from, and the settings that go with them.
#[derive(Clone, Debug)]
pub(crate) struct AccessConfig {
    pub keys: KeySources,
    pub settings: AccessSettings,
    pub connections: ConnectionSettings,
}

impl AccessConfig {
    /// Resolves the access settings of a server.
    ///
    /// # Errors
    /// Names the invalid setting.
    pub(crate) fn resolve(file: &File, args: &AccessArgs) -> anyhow::Result<AccessConfig> {
        let keys = KeySources::of(file, args.keys_file.as_ref(), args.keys.as_ref())?;
        let tls = file.tls.resolve(&args.tls)?;
        let (settings, mut connections) = settings_of(args, file)?;
        connections.tls = tls;
        Ok(AccessConfig {
            keys,
            settings,
            connections,
        })
    }
}

/// The access settings apart from keys and certificates.
pub(super) fn settings_of(
    args: &AccessArgs,
    file: &File,
) -> anyhow::Result<(AccessSettings, ConnectionSettings)> {
    const DAY: u64 = 24 * 60 * 60;
    let days = required("session_days", args.session_days.or(file.session_days))?;
    if !(1..=366).contains(&days) {
        bail!("session_days: {days} is impossible; a browser can stay signed in for 1 to 366 days");
    }
    let proxies = args.proxies.as_ref().or(file.proxies.as_ref());
    let proxies = proxies.into_iter().flatten();
    let proxies = Proxies::parse(proxies.flat_map(|text| text.split_whitespace()));
    let proxies = proxies.context("proxies")?;
    let hosts = args.hosts.as_ref().or(file.hosts.as_ref());
    let connections = ConnectionSettings {
        proxies: proxies.clone(),
        ..file.limits.connections(&args.limits)
    };
    let settings = AccessSettings {
        hosts: hosts.cloned().unwrap_or_default(),
        session: Duration::from_secs(u64::from(days) * DAY),
        limits: file.limits.requests(&args.limits),
        proxies,
    };
    Ok((settings, connections))
}
