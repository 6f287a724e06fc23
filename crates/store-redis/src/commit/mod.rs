//! One commit: its items numbered, packed, sent, and what its answer says.

mod answer;
pub(crate) mod days;
pub(crate) mod encode;
pub(crate) mod identify;
pub(crate) mod ledger;
pub(crate) mod number;
pub(crate) mod remember;
pub(crate) mod replicas;
pub(crate) mod send;
