//! One commit: numbers its items, packs and sends it, and reads the answer.

mod answer;
pub(crate) mod days;
pub(crate) mod encode;
pub(crate) mod identify;
pub(crate) mod ledger;
pub(crate) mod number;
pub(crate) mod remember;
pub(crate) mod replicas;
pub(crate) mod send;
mod small;
mod texts;
