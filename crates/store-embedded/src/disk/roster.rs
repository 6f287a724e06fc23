//! The shops that were added while a server ran.

use fjall::PersistMode;
use ports::StoreError;

use super::{Disk, read_error, write_error};

/// The prefix of a listed shop's name.
const LISTED: &str = "listed/";

impl Disk {
    /// Their names and descriptions, sorted by name.
    pub(crate) fn listed(&self) -> Result<Vec<(String, String)>, StoreError> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let listed = self.meta.prefix(LISTED).map(|entry| {
            let entry = entry.into_inner();
            let (key, value) = entry.map_err(|error| read_error("the list of shops", error))?;
            Ok((text(&key[LISTED.len()..]), text(&value)))
        });
        listed.collect()
    }

    /// The description of one.
    pub(crate) fn listed_shop(&self, name: &str) -> Result<Option<String>, StoreError> {
        let stored = self.meta.get(format!("{LISTED}{name}"));
        let stored = stored.map_err(|error| read_error("the list of shops", error))?;
        Ok(stored.map(|line| String::from_utf8_lossy(&line).into_owned()))
    }

    /// Writes or removes it durably.
    pub(crate) fn set_listed(&self, name: &str, line: Option<&str>) -> Result<(), StoreError> {
        let key = format!("{LISTED}{name}");
        let mut batch = self.batch();
        match line {
            Some(line) => batch.insert(&self.meta, key, line),
            None => batch.remove(&self.meta, key),
        }
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("the list of shops", error))
    }
}
