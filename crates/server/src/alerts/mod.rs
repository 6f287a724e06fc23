//! Alerts: what is wrong is decided by `domain::alerts`; here it is asked, shown and told.
//!
//! Of the servers at a store the one that started first decides and tells, so that several do not
//! tell the same. What stands, and what was snoozed, is kept in the store as notes: the others
//! show it, and a restart or another first server neither forgets nor tells again. While the store
//! is away each server sees that for itself, and the last one to be first tells.

mod book;
mod due;
mod judge;
mod keeper;
mod notes;
mod sales;
mod standing;
mod tell;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::BusinessDay;
use domain::alerts::{SalesLimits, SourceLimits};

pub(crate) use keeper::AlertKeeper;
pub use tell::{AlertMessage, AlertTarget, Occasion};

/// What raises alerts, and whom they are told.
#[derive(Clone, Default)]
pub struct AlertSettings {
    /// When sales count as stopped; `None` = never.
    pub sales: Option<SalesLimits>,
    /// When data count as stopped; `None` = never.
    pub data: Option<SourceLimits>,
    /// Minutes that orders may take from their time to the store. The newest minutes are not
    /// judged until they are that old.
    pub settle_minutes: u32,
    /// Days on which no orders are expected, whatever was usual.
    pub closed_days: BTreeSet<BusinessDay>,
    /// Who is told.
    pub targets: Vec<Arc<dyn AlertTarget>>,
}
