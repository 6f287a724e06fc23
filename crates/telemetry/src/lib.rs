//! The metrics of a process.
//!
//! Each metric is a static in the [`catalogue`]: a [`Counter`], [`Gauge`] or [`Histogram`] over the struct of its
//! [labels]. Code that counts gets the series for its labels once and keeps it; counting is then one or two atomic
//! operations, without a lookup. A series exists once it has been requested, so what was never measured is absent, not
//! 0.
//!
//! [`render`] writes all of them for Prometheus. Code in the process that needs figures takes a metric's
//! [`snapshot`](Metric::snapshot), which reads the same atomics, so there is only one source of truth and no text to
//! parse.
//!
//! A metric whose labels begin with a [`ShopName`] has one series per shop. An unused shop has none, [`forget_shop`]
//! drops those of a removed shop, and [`Show`] selects whether a page shows them.

pub mod catalogue;
mod label;
pub mod labels;
mod metric;
mod render;
mod series;
mod snapshot;
mod tally;

pub use catalogue::CATALOGUE;
pub use label::{Label, LabelValue, Labels, ShopName};
pub use metric::{Counter, Family, Gauge, Histogram, Metric, forget_shop};
pub use render::{Show, render};
pub use series::{Count, Distribution, Kind, Level};
pub use snapshot::Snapshot;
pub use tally::Tally;
