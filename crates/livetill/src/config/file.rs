//! The configuration file. Only this module reads it. Everything in it is optional.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, anyhow};
use serde::Deserialize;
use server::Stamp;
use toml::{Table, Value};

use super::alerts::AlertSection;
use super::buffer::BufferSection;
use super::cloudwatch::CloudWatchSection;
use super::keys::section::KeySections;
use super::limits::LimitSection;
use super::listen::Listen;
use super::log::LogSection;
use super::settings;
use super::shop::ShopSection;
use super::stamp::stamp;
use super::tls::TlsSection;
use super::traces::TraceSection;

/// The defaults, taken from the rows of settings.
pub(crate) static DEFAULT: LazyLock<String> = LazyLock::new(settings::default_file);

/// A configuration file merged over the defaults.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    pub(super) listen: Option<Listen>,
    pub(super) store: Option<String>,
    pub(super) keys_file: Option<PathBuf>,
    pub(super) secrets_folder: Option<PathBuf>,
    pub(crate) rates: Option<PathBuf>,
    pub(crate) archive: Option<String>,
    pub(super) keys: KeySections,
    pub(super) session_days: Option<u32>,
    pub(super) hosts: Option<Vec<String>>,
    pub(super) proxies: Option<Vec<String>>,
    pub(super) tls: TlsSection,
    pub(super) limits: LimitSection,
    pub(super) shop: ShopSection,
    pub(super) shops: BTreeMap<String, ShopSection>,
    pub(crate) buffer: BufferSection,
    pub(super) log: LogSection,
    pub(crate) alerts: AlertSection,
    pub(crate) traces: TraceSection,
    pub(crate) cloudwatch: CloudWatchSection,
    /// Where the file was read from.
    #[serde(skip)]
    pub(super) read_from: Option<ReadFrom>,
    /// What the file itself says of the default shop.
    #[serde(skip)]
    pub(super) said_of_shop: Table,
}

/// A file that was read, and its stamp, which changes with the file.
#[derive(Clone, Debug)]
pub(super) struct ReadFrom {
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
}

impl File {
    /// Reads a file, or only the defaults if there is no file.
    ///
    /// # Errors
    /// When the file cannot be read or understood; names an unknown key.
    pub(crate) fn read(path: Option<&Path>) -> anyhow::Result<File> {
        let Some(path) = path else {
            return File::parse("").context("in the built-in configuration");
        };
        // Taken before reading, so that a later change is noticed.
        let stamp = stamp(path);
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration file {}", path.display()))?;
        let file = File::parse(&text)
            .with_context(|| format!("in the configuration file {}", path.display()))?;
        Ok(File {
            read_from: Some(ReadFrom {
                path: path.to_owned(),
                stamp,
            }),
            ..file
        })
    }

    pub(crate) fn parse(text: &str) -> anyhow::Result<File> {
        // The text alone comes first, so that errors have line numbers.
        toml::from_str::<File>(text).map_err(|error| explained(&error, text))?;
        let (mut whole, said): (Table, Table) = (DEFAULT.parse()?, text.parse()?);
        let said_of_shop = said.get("shop").and_then(Value::as_table).cloned();
        overlay(&mut whole, said);
        Ok(File {
            said_of_shop: said_of_shop.unwrap_or_default(),
            ..whole.try_into()?
        })
    }
}

/// Merges one table over another, table by table.
fn overlay(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => overlay(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

/// An error, with the key that an unknown key was probably meant to be.
fn explained(error: &toml::de::Error, text: &str) -> anyhow::Error {
    let is_unknown = error.message().starts_with("unknown field");
    let place = error.span().filter(|_| is_unknown);
    match place.and_then(|place| settings::key_meant(text, place)) {
        Some(meant) => {
            let error = error.to_string();
            anyhow!("{}\ndid you mean `{meant}`?", error.trim_end())
        }
        None => anyhow!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_over_the_defaults_value_by_value() {
        let file =
            File::parse("proxies = ['::1']\n[shop]\ncurrency = 'HUF'\n[shops.acme]").unwrap();
        let defaults = File::parse("").unwrap();
        assert_eq!(file.proxies, Some(vec!["::1".to_owned()]));
        assert_eq!(file.listen, defaults.listen);
        assert!(file.listen.is_some() && file.keys_file.is_some());
        assert!(file.shops.contains_key("acme") && defaults.shops.is_empty());
    }

    #[test]
    fn what_cannot_be_is_shown_with_its_line() {
        let error = File::parse("store = 'x'\n[limits]\nconnections = 'many'").unwrap_err();
        let error = format!("{error:#}");
        assert!(
            error.contains("line 3") && error.contains("many"),
            "{error}"
        );
    }
}
