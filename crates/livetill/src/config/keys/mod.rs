//! Who may come in: keys from their file, the configuration file, and the environment.

mod entry;
mod file;
mod watch;

use std::path::{Path, PathBuf};

use anyhow::bail;
use domain::ShopId;
use server::auth::{Key, KeyHash, Role};

pub(crate) use entry::{entry, parse_entries};
pub(crate) use file::{KeyFile, KeySection, KeySections};
pub(crate) use watch::watch;

use super::file::File;

/// Where the keys of a server come from.
#[derive(Clone, Debug)]
pub(crate) struct KeySources {
    /// What `livetill keys` keeps.
    pub(crate) file: PathBuf,
    /// The configuration file, read again like the keys file.
    pub(crate) config: Option<PathBuf>,
    /// From flag or environment.
    pub(crate) entries: Option<String>,
}

/// A key and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct PlacedKey {
    pub(crate) key: Key,
    pub(crate) place: String,
    /// When it was made, if that was noted.
    pub(crate) created: Option<String>,
}

impl KeySources {
    /// All keys, as they stand there now.
    ///
    /// # Errors
    /// Names the file and the key that make no sense.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<PlacedKey>> {
        let mut keys = of_sections(&KeyFile::read(&self.file)?.keys, &self.file)?;
        if let Some(path) = &self.config {
            keys.extend(of_sections(&File::read(path)?.keys, path)?);
        }
        let entries = parse_entries(self.entries.as_deref().unwrap_or_default())?;
        keys.extend(entries.into_iter().map(|key| PlacedKey {
            key,
            place: "LIVETILL_KEYS".to_owned(),
            created: None,
        }));
        for (at, PlacedKey { key, place, .. }) in keys.iter().enumerate() {
            for other in &keys[..at] {
                let (name, others) = (&key.name, &other.place);
                if other.key.name == *name {
                    bail!("key `{name}` stands twice, in {others} and in {place}");
                }
                if other.key.hash == key.hash {
                    let same = &other.key.name;
                    bail!("keys `{same}` in {others} and `{name}` in {place} are the same key");
                }
            }
        }
        Ok(keys)
    }
}

/// Only the keys.
pub(crate) fn bare(keys: Vec<PlacedKey>) -> Vec<Key> {
    keys.into_iter().map(|placed| placed.key).collect()
}

fn of_sections(sections: &KeySections, path: &Path) -> anyhow::Result<Vec<PlacedKey>> {
    let keys = sections.iter().map(|(name, section)| {
        let place = path.display().to_string();
        let created = section.created.clone();
        match section.key(name) {
            Ok(key) => Ok(PlacedKey {
                key,
                place,
                created,
            }),
            Err(error) => bail!("key `{name}` in {place}: {error}"),
        }
    });
    keys.collect()
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

    fn key(&self, name: &str) -> anyhow::Result<Key> {
        check_name(name)?;
        let shops = self.shops.as_ref().map(|shops| {
            if shops.is_empty() {
                bail!("shops: an empty list is for no shop; leave it out to mean all");
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

/// What a key may be called: it stands in tables, logs and `LIVETILL_KEYS`.
pub(crate) fn check_name(name: &str) -> anyhow::Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.is_empty() || name.len() > 64 || !name.bytes().all(allowed) {
        bail!("a key's name is 1-64 letters, digits, -, _ and .");
    }
    Ok(())
}
