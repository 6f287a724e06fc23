//! Where a server's keys come from.

use std::path::{Path, PathBuf};

use anyhow::bail;
use server::Stamp;
use server::auth::Key;

use super::entry::parse_entries;
use super::file::KeyFile;
use super::section::KeySections;
use crate::config::file::{File, ReadFrom};
use crate::config::required::required;
use crate::config::stamp::stamp;

/// Where a server's keys come from, with the configuration file's keys as they were when it was read.
#[derive(Clone, Debug)]
pub(crate) struct KeySources {
    /// The file that `livetill keys` maintains.
    pub(crate) file: PathBuf,
    /// The configuration file.
    config: Option<ReadFrom>,
    of_config: KeySections,
    /// From the flag or the environment.
    entries: Option<String>,
}

/// A key and the place where it is kept.
#[derive(Clone, Debug)]
pub(crate) struct PlacedKey {
    pub(crate) key: Key,
    pub(crate) place: String,
    /// When it was created, if recorded.
    pub(crate) created: Option<String>,
}

impl KeySources {
    /// The sources of keys: flag or environment, and the configuration file.
    ///
    /// # Errors
    /// When nothing says where keys are kept.
    pub(crate) fn of(
        file: &File,
        keys_file: Option<&PathBuf>,
        entries: Option<&String>,
    ) -> anyhow::Result<KeySources> {
        let keys_file = keys_file.or(file.keys_file.as_ref()).cloned();
        Ok(KeySources {
            file: required("keys_file", keys_file)?,
            config: file.read_from.clone(),
            of_config: file.keys.clone(),
            entries: entries.cloned(),
        })
    }

    /// All keys: the current ones of their own file, and those of the configuration file as read.
    ///
    /// # Errors
    /// Names the file and the invalid key.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<PlacedKey>> {
        let mut keys = of_sections(&KeyFile::read(&self.file)?.keys, &self.file)?;
        if let Some(read) = &self.config {
            keys.extend(of_sections(&self.of_config, &read.path)?);
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
                    bail!("key `{name}` is in {others} and again in {place}");
                }
                if other.key.hash == key.hash {
                    let same = &other.key.name;
                    bail!("keys `{same}` in {others} and `{name}` in {place} are the same key");
                }
            }
        }
        Ok(keys)
    }

    /// Reads the configuration file again if it has changed.
    ///
    /// # Errors
    /// When it cannot be read or understood; the earlier content stays.
    pub(super) fn refresh(&mut self) -> anyhow::Result<()> {
        let changed = self
            .config
            .as_ref()
            .filter(|read| stamp(&read.path) != read.stamp);
        if let Some(read) = changed {
            let file = File::read(Some(&read.path))?;
            (self.config, self.of_config) = (file.read_from, file.keys);
        }
        Ok(())
    }

    /// The stamps of both files.
    pub(super) fn stamps(&self) -> [Stamp; 2] {
        let config = self.config.as_ref();
        [stamp(&self.file), config.and_then(|read| stamp(&read.path))]
    }
}

/// Only the keys, without their places.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_file_is_read_again_when_it_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("livetill.toml");
        let write = |name: &str| {
            let hash = "0".repeat(64);
            let text = format!("[keys.{name}]\nrole = 'view'\nhash = 'sha256:{hash}'");
            std::fs::write(&path, text).unwrap();
        };
        let names = |sources: &KeySources| -> Vec<String> {
            let keys = sources.read().unwrap().into_iter();
            keys.map(|placed| placed.key.name).collect()
        };
        write("wall");
        let file = File::read(Some(&path)).unwrap();
        let own = folder.path().join("keys.toml");
        let mut sources = KeySources::of(&file, Some(&own), None).unwrap();
        write("another");
        assert_eq!(names(&sources), ["wall"]);
        sources.refresh().unwrap();
        assert_eq!(names(&sources), ["another"]);
        std::fs::write(&path, "nonsense").unwrap();
        assert!(sources.refresh().is_err());
        assert_eq!(names(&sources), ["another"]);
    }
}
