//! A shop's figures against its platform's own: compared, mended where that can be done, kept and shown.
//!
//! The platform's books never go through `presets`, by which our figures come in, so a fault there shows. What differs is fetched
//! anew and committed as everything else is: what was missing or behind is right then, and what still differs is counted otherwise.

mod compare;
mod kept;
mod mend;
pub(crate) mod nightly;
mod report;
mod run;
mod sides;

pub(crate) use self::kept::{differing, forget, read};
pub(crate) use self::run::{NotReconciled, reconcile};
