//! Sales stopped, or data stopped? Decided from figures and the time, without looking at either.
//!
//! [`Usual`] learns from the retained days how many orders come in an hour of a weekday.
//! [`judge_sales`] says whether the last minutes or hours are far below that, with a probability
//! that chance alone does it. [`judge_source`] says whether a source brings data at all, and
//! [`judge_items`] whether a shop has room for new items, and [`judge_rejects`] for what could not be counted. The [`AlertBook`] makes alerts of verdicts: it raises each once, tells when it is over, and keeps
//! quiet while somebody has snoozed it.

mod book;
mod chance;
mod items;
mod rejects;
mod sales;
mod source;
mod timeline;
mod usual;

pub use book::{Alert, AlertBook, Finding, Rule, Told, Verdict};
pub use items::{judge_items, may_refuse_items};
pub use rejects::judge_rejects;
pub use sales::{SalesLimits, SalesVerdict, Shortfall, judge_sales};
pub use source::{SourceLimits, SourceState, judge_source, judge_store, judge_writes};
pub use timeline::Timeline;
pub use usual::Usual;
