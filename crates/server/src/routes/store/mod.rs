//! The store as a whole: written out, and checked.

pub(crate) mod backup;
pub(crate) mod verify;
