//! A key in a file.

use std::collections::BTreeMap;

use anyhow::bail;
use domain::ShopId;
use serde::{Deserialize, Serialize};
use server::auth::{Key, KeyHash, Role};

/// Keys by name.
pub(crate) type KeySections = BTreeMap<String, KeySection>;

/// A key in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeySection {
    role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shops: Option<Vec<String>>,
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) created: Option<String>,
}

impl KeySection {
    pub(crate) fn new(key: &Key, created: String) -> KeySection {
        KeySection {
            role: key.role.to_string(),
            shops: key
                .shops
                .as_ref()
                .map(|shops| shops.iter().map(ToString::to_string).collect()),
            hash: key.hash.to_string(),
            created: Some(created),
        }
    }

    pub(super) fn key(&self, name: &str) -> anyhow::Result<Key> {
        check_name(name)?;
        let shops = self.shops.as_ref().map(|shops| {
            if shops.is_empty() {
                bail!("shops: an empty list allows no shop; leave it out for all shops");
            }
            let shops = shops.iter().map(|shop| ShopId::new(shop));
            Ok(shops.collect::<Result<_, _>>()?)
        });
        Ok(Key {
            name: name.to_owned(),
            role: self.role.parse::<Role>()?,
            shops: shops.transpose()?,
            hash: self.hash.parse::<KeyHash>()?,
        })
    }
}

/// Checks a key's name, which appears in tables, logs and `LIVETILL_KEYS`.
pub(crate) fn check_name(name: &str) -> anyhow::Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.is_empty() || name.len() > 64 || !name.bytes().all(allowed) {
        bail!("a key's name is 1-64 letters, digits, -, _ and .");
    }
    Ok(())
}
