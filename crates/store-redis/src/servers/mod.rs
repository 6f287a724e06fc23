//! Information that servers share through a store, and problems of the store.

pub(crate) mod concerns;
pub(crate) mod doctor;
mod info;
pub(crate) mod lease;
pub(crate) mod missing;
pub(crate) mod notices;
pub(crate) mod presence;
pub(crate) mod roster;
