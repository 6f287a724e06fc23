//! Compares a shop's figures with its platform's own, fixes what can be fixed, and keeps and shows the result.
//!
//! The platform's books do not pass through `presets`, as our figures do, so a mistake there shows. Differing orders
//! are fetched again and committed like all others: after that, missing and outdated ones are right, and any remaining
//! difference is one of counting.

mod compare;
mod complete;
mod kept;
mod mend;
pub(crate) mod nightly;
mod own;
mod report;
mod run;
mod sides;

pub(crate) use self::complete::complete_soon;
pub(crate) use self::kept::{differing, forget, read};
pub(crate) use self::run::{NotReconciled, reconcile};
