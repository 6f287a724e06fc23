//! Keys from their own file, the configuration file, and the environment.

mod entry;
mod file;
pub(super) mod section;
mod sources;
mod watch;

pub(crate) use entry::entry;
pub(crate) use file::KeyFile;
pub(crate) use section::{KeySection, KeySections, check_name};
pub(crate) use sources::{KeySources, PlacedKey, bare};
pub(crate) use watch::watch;
