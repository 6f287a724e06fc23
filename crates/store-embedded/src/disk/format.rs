//! The format of a folder, and the number of measures in its sums.
//!
//! Both are raised when a folder is opened: only one process has it, so nobody has to be waited for. Records and pages
//! have their own version, so those of earlier formats stay as they are.
//!
//! | format | |
//! |---|---|
//! | 1 | orders, units, revenue and returns, at fixed places |
//! | 2 | sums of any set of measures |
//! | 3 | the hours of dropped days; totals are kept forever |
//! | 4 | channels and countries |
//! | 5 | amounts by line, and the items of dropped days |
//! | 6 | what orders were converted from |
//! | 7 | memos are listed by day, several at once |

use std::path::Path;

use domain::Measure;
use fjall::PersistMode;
use ports::{ErrorKind, StoreError};

use super::{Disk, corrupt, read_error, write_error};

/// The format written by this version.
pub(crate) const FORMAT: u8 = 7;
/// The number of measures in a folder that does not record it.
const FIRST_MEASURES: u8 = 4;

impl Disk {
    /// Reads the format and the seed, or writes them to a new folder.
    ///
    /// # Errors
    /// If a newer version wrote the folder.
    pub(super) fn check_format(&mut self, folder: &Path) -> Result<(), StoreError> {
        let stored = self.meta.get("format").map_err(unreadable)?;
        let Some(stored) = stored else {
            // Different in each store, so that nobody can prepare ids that all fall into one shard.
            self.seed = ports::chance();
            return self.write_format(true);
        };
        let format = stored.first().copied().unwrap_or_default();
        if stored.len() != 1 || !(1..=FORMAT).contains(&format) {
            let message = format!(
                "the store in {} has format {format}; this version reads formats 1 to {FORMAT}: use the version that \
                 wrote it, or a later one",
                folder.display()
            );
            return Err(StoreError::new(ErrorKind::Format, message));
        }
        let measures = self.meta.get("measures").map_err(unreadable)?;
        let measures = measures.and_then(|measures| measures.first().copied());
        let measures = measures.unwrap_or(FIRST_MEASURES);
        if usize::from(measures) > Measure::COUNT {
            let message = format!(
                "the store in {} has sums of {measures} measures; this version knows {}: use the version that wrote it, \
                 or a later one",
                folder.display(),
                Measure::COUNT
            );
            return Err(StoreError::new(ErrorKind::Format, message));
        }
        let seed = self.meta.get("seed").map_err(unreadable)?;
        let seed = seed.and_then(|seed| <[u8; 8]>::try_from(&*seed).ok());
        let seed = seed.ok_or_else(|| corrupt("the seed of the ledger"))?;
        self.seed = u64::from_le_bytes(seed);
        if (format, usize::from(measures)) == (FORMAT, Measure::COUNT) {
            return Ok(());
        }
        self.write_format(false)
    }

    /// Records the format before anything is written in it.
    fn write_format(&self, is_new: bool) -> Result<(), StoreError> {
        let mut batch = self.batch();
        if is_new {
            batch.insert(&self.meta, "seed", self.seed.to_le_bytes());
        }
        batch.insert(&self.meta, "format", [FORMAT]);
        batch.insert(&self.meta, "measures", [Measure::COUNT as u8]);
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("the store's format", error))
    }
}

fn unreadable(error: fjall::Error) -> StoreError {
    read_error("the store's format", error)
}
