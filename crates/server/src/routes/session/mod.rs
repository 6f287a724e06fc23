//! Signing in.

pub(crate) mod begin;
pub(crate) mod end;
pub(crate) mod get;
