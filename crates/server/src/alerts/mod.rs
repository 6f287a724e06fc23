//! Alerts: `domain::alerts` decides what is wrong; this module gathers its input, shows alerts and sends them.
//!
//! Of all servers at a store, the one that started first decides and notifies, so that each message is sent only once.
//! Active alerts and snoozes are kept in the store as notes: the other servers show them, and a restart or a change of
//! the first server neither forgets nor repeats them. While the store is away, each server notices that by itself, and
//! the last known first server notifies.

mod book;
mod due;
mod judge;
mod keeper;
mod notes;
mod post;
mod sales;
mod standing;
mod tell;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::BusinessDay;
use domain::alerts::{SalesLimits, SourceLimits};

pub(crate) use keeper::AlertKeeper;
pub use tell::{AlertMessage, AlertTarget, Occasion};

/// What raises alerts, and who receives them.
#[derive(Clone, Default)]
pub struct AlertSettings {
    /// When sales count as stopped; `None` = never.
    pub sales: Option<SalesLimits>,
    /// When data count as stopped; `None` = never.
    pub data: Option<SourceLimits>,
    /// Minutes that orders may take from their time to the store. Newer minutes are not judged yet.
    pub settle_minutes: u32,
    /// Days on which no orders are expected, whatever the usual pattern.
    pub closed_days: BTreeSet<BusinessDay>,
    /// Who is notified.
    pub targets: Vec<Arc<dyn AlertTarget>>,
}
