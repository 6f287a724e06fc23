//! The configuration file: parsed, not yet understood. Everything in it may be left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use super::alerts::AlertSection;
use super::keys::KeySections;
use super::limits::LimitSection;
use super::traces::TraceSection;
use super::{BufferSection, Listen, LogFormat};

/// The commented default file is the real default.
pub(crate) const DEFAULT: &str = include_str!("default.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub listen: Option<Listen>,
    pub store: Option<String>,
    pub keys_file: Option<PathBuf>,
    pub keys: KeySections,
    pub session_days: Option<u32>,
    pub hosts: Option<Vec<String>>,
    pub proxies: Option<Vec<String>>,
    pub tls: TlsSection,
    pub limits: LimitSection,
    pub shop: ShopSection,
    pub shops: BTreeMap<String, ShopSection>,
    pub buffer: BufferSection,
    pub log: LogSection,
    pub alerts: AlertSection,
    pub traces: TraceSection,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShopSection {
    pub timezone: Option<String>,
    pub currency: Option<String>,
    pub retention_days: Option<u32>,
    pub max_future_minutes: Option<u32>,
    pub max_items: Option<u64>,
    pub sources: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TlsSection {
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogSection {
    pub filter: Option<String>,
    pub format: Option<LogFormat>,
}

impl File {
    pub(super) fn read(path: &Path) -> anyhow::Result<File> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration file {}", path.display()))?;
        File::parse(&text).with_context(|| format!("in the configuration file {}", path.display()))
    }

    pub(super) fn parse(text: &str) -> Result<File, toml::de::Error> {
        toml::from_str(text)
    }

    pub(super) fn defaults() -> anyhow::Result<File> {
        File::parse(DEFAULT).context("in the built-in configuration")
    }
}
