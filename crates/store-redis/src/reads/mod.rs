//! Queries to the store.

pub(crate) mod board;
pub(crate) mod days;
pub(crate) mod export;
pub(crate) mod items;
pub(crate) mod latest;
pub(crate) mod left;
pub(crate) mod orders;
pub(crate) mod popular;
pub(crate) mod published;
pub(crate) mod rejects;
mod slices;
