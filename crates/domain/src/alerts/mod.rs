//! Detects that sales or data have stopped. Pure: figures and the time are arguments.
//!
//! [`Usual`] learns from the retained days how many orders arrive in an hour of a weekday. [`judge_sales`] decides
//! whether the last minutes or hours are too far below that to be chance. [`judge_source`] decides whether a source
//! delivers data at all, [`judge_items`] whether a shop has room for new items, and [`judge_rejects`] whether it has
//! room for rejects. The [`AlertBook`] turns verdicts into alerts: it raises each once, reports when it is over, and
//! stays quiet while it is snoozed.

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
pub use sales::{SalesLimits, SalesVerdict, Shortfall, are_sales_sure, judge_sales};
pub use source::{SourceLimits, SourceState, judge_source, judge_store, judge_writes};
pub use timeline::Timeline;
pub use usual::Usual;
