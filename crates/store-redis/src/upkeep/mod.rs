//! Follow-up work of commits, and upgrades.

pub(crate) mod first_days;
pub(crate) mod left;
pub(crate) mod refill;
pub(crate) mod sweep;
pub(crate) mod upgrade;
