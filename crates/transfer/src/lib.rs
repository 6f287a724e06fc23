//! Handles everything that a store has about a shop, as a whole.
//!
//! [`backup`] writes it to a file, and [`restore`] fills an empty store from one. [`copy`] does the same from store to
//! store. [`verify`] recounts it from the orders and reports differences. None of them stops the shop: orders keep
//! coming in.

mod backup;
mod copy;
mod ledger_sums;
mod original;
mod target;
mod verify;

pub use backup::{
    BackupError, BackupReader, Contents, InvalidBackup, InvalidValue, RestoreError, Restored,
    backup, restore,
};
pub use copy::{Copied, copy};
pub use target::CopyError;
pub use verify::{Difference, Verified, verify};
