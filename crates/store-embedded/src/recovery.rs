//! Reads a shop's figures from disk.

use fjall::{Readable as _, Snapshot};
use ports::StoreError;

use crate::disk::{Disk, ShopNumber, corrupt, number_of, page_of, read_error};
use crate::state::{ShopState, Version};

/// The figures that were read, and the amount of data.
pub(crate) struct StateRead {
    pub(crate) state: ShopState,
    pub(crate) log_bytes: u64,
    pub(crate) log_records: u64,
    pub(crate) page_bytes: u64,
}

impl StateRead {
    /// Reads the current pages, then the commits since.
    pub(crate) fn of(disk: &Disk, shop: ShopNumber) -> Result<StateRead, StoreError> {
        StateRead::in_snapshot(disk, &disk.snapshot(), shop)
    }

    /// The same in a given snapshot.
    pub(crate) fn in_snapshot(
        disk: &Disk,
        snapshot: &Snapshot,
        shop: ShopNumber,
    ) -> Result<StateRead, StoreError> {
        let mut state = ShopState::new(disk.seed());
        let mut page_bytes = 0;
        for entry in snapshot.prefix(&disk.pages, shop.to_be_bytes()) {
            let (key, value) = entry
                .into_inner()
                .map_err(|error| read_error("a page", error))?;
            let page = page_of(&key).ok_or_else(|| corrupt("a page's key"))?;
            let (mark, bytes) = value.split_first_chunk().ok_or_else(|| corrupt("a page"))?;
            let mark = Version::in_mark(u64::from_le_bytes(*mark));
            let loaded = mark
                .and_then(|(version, sequence)| state.load_page(page, version, sequence, bytes));
            loaded.map_err(|error| corrupt(&format!("the page {page:?}")).because(error))?;
            page_bytes += bytes.len() as u64;
        }
        let (covered, newest_page) = (state.covered(), state.applied());
        let (mut log_bytes, mut log_records) = (0, 0);
        let mut next = None;
        for entry in snapshot.prefix(&disk.log, shop.to_be_bytes()) {
            let (key, record) = entry
                .into_inner()
                .map_err(|error| read_error("the log", error))?;
            let sequence = number_of(&key).ok_or_else(|| corrupt("a log record's key"))?;
            // An interrupted cut of the log leaves older records, but never a gap.
            let expected = next.unwrap_or(sequence.min(covered + 1));
            if sequence != expected {
                return Err(corrupt(&format!("the log without record {expected}")));
            }
            next = Some(sequence + 1);
            let applied = state.apply(sequence, &record);
            applied.map_err(|error| corrupt(&format!("log record {sequence}")).because(error))?;
            log_bytes += record.len() as u64;
            log_records += 1;
        }
        let next = next.unwrap_or(covered + 1);
        if next <= newest_page {
            return Err(corrupt(&format!("the log without record {next}")));
        }
        let whole = state.recovered();
        whole.map_err(|error| corrupt("the catalogue").because(error))?;
        Ok(StateRead {
            state,
            log_bytes,
            log_records,
            page_bytes,
        })
    }
}
